"""What is said: once, to however many endpoints."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from loyalty.merchants.models import Merchant
from loyalty.webhooks.models.topics import Topic

# Each of these is said once in the life of its row, whatever the outbox says of the customer.
ONCE = (Topic.POINTS_CREATED, Topic.TIER_CHANGED)


class Message(models.Model):
    """`body` is written when it is first sent, and is the same in every attempt from then on.

    `fact_id` is the row of the outbox it came from. Once one of `customer_ids` is erased `body` is empty again, and
    written anew should it still have to be sent.
    """

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False)
    uid = models.UUIDField(default=uuid4, db_default=models.Func(function="gen_random_uuid"))
    topic = models.CharField(max_length=40, choices=Topic)
    subject_id = models.BigIntegerField(null=True)
    fact_id = models.BigIntegerField(null=True)
    customer_ids = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    payload = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    body = models.TextField(null=True)  # noqa: DJ001 -- not written yet
    happened_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=models.functions.Now())

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="message_of_merchant"),
            models.UniqueConstraint(fields=["merchant", "fact_id"], name="message_of_fact_once"),
            models.UniqueConstraint(
                fields=["merchant", "topic", "subject_id"],
                condition=Q(topic__in=ONCE),
                name="message_of_row_once",
            ),
        ]
        indexes = [
            GinIndex(fields=["customer_ids"], name="messages_of_customers"),
            models.Index(fields=["created_at"], name="messages_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.subject_id}"

    @property
    def public_id(self) -> str:
        """What receivers know it by, the same in every attempt."""
        return f"msg_{self.uid.hex}"
