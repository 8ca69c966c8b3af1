"""Facts for the outside, read in order of `id` by sync, webhooks and e-mail."""

from django.db import models
from django_scopes import ScopedManager

from loyalty.merchants.models import Merchant


class Fact(models.Model):
    """Something that became true about the row `subject_id`; readers load that row as it is when they read.

    `told_at` is when it was handed to the webhooks. Not a cursor: of two transactions the one with the lower `id` may
    commit later, and would never be looked at.
    """

    # No key checks the merchant: there are as many facts as changes, each written beside rows that have such a key.
    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False, db_constraint=False)
    topic = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    payload = models.JSONField(default=dict)
    occurred_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=models.functions.Now())
    told_at = models.DateTimeField(null=True)

    objects = ScopedManager(merchant="merchant")

    class Meta:
        indexes = [models.Index(fields=["id"], condition=models.Q(told_at=None), name="facts_untold")]

    def __str__(self) -> str:
        return f"{self.topic} {self.subject_id}"
