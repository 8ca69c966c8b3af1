"""One message on its way to one endpoint, and every attempt to bring it there."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_scopes import ScopedManager

from loyalty.merchants.models import Merchant
from loyalty.webhooks.models.endpoints import Endpoint
from loyalty.webhooks.models.messages import Message

LONGEST_ANSWER = 1000


class DeliveryState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("webhook delivery", "Waiting")
    SENDING = "sending", pgettext_lazy("webhook delivery", "Being sent")
    DELIVERED = "delivered", pgettext_lazy("webhook delivery", "Delivered")
    FAILED = "failed", pgettext_lazy("webhook delivery", "Failed")
    DROPPED = "dropped", pgettext_lazy("webhook delivery", "Not sent")


class Failure(models.TextChoices):
    """Why an attempt came to nothing. The label is a sentence for whoever runs the receiver."""

    FORBIDDEN = "forbidden", _("The address leads into a private network, where webhooks are never sent.")
    UNKNOWN_HOST = "unknown_host", _("The address's host name could not be found.")
    UNREACHABLE = "unreachable", _("Nobody answered at the address.")
    TIMEOUT = "timeout", _("The answer took too long: a receiver has 15 seconds.")
    CERTIFICATE = "certificate", _("The receiver's certificate is not valid for the address.")
    REDIRECT = "redirect", _("The receiver sent us elsewhere. Webhooks follow no redirects.")
    STATUS = "status", _("The receiver answered with an error.")
    INTERRUPTED = "interrupted", _("It was cut off on our side; whether it arrived is not known.")
    UNWRITABLE = "unwritable", _("What it speaks of is gone, so there is nothing to say.")


class Delivery(models.Model):
    """`attempts` counts those since it was last asked for, and `next_at` is when the next one is due.

    While it is being sent `lease_until` says when to believe that the sender died. What `is_last` goes although its
    endpoint is off, and only then: it tells an app that it was removed.
    """

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False)
    endpoint = models.ForeignKey(
        Endpoint, models.CASCADE, related_name="deliveries", db_constraint=False, db_index=False
    )
    message = models.ForeignKey(
        Message, models.CASCADE, related_name="deliveries", db_constraint=False, db_index=False
    )
    state = models.CharField(
        max_length=9,
        choices=DeliveryState,
        default=DeliveryState.WAITING,
        db_default=DeliveryState.WAITING.value,
    )
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    is_last = models.BooleanField(default=False, db_default=False)
    next_at = models.DateTimeField(db_default=models.functions.Now())
    lease_until = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    failure = models.CharField(max_length=12, choices=Failure, blank=True, db_default="")
    tried_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=models.functions.Now())

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="delivery_of_merchant"),
            models.UniqueConstraint(fields=["merchant", "endpoint", "message"], name="delivered_once"),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.SENDING, lease_until__isnull=False)
                | ~Q(state=DeliveryState.SENDING) & Q(lease_until=None),
                name="delivery_sent_until_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["merchant", "endpoint", "-id"], name="deliveries_of_endpoint"),
            models.Index(fields=["message"], name="deliveries_of_message"),
            models.Index(
                fields=["endpoint", "next_at", "id"],
                condition=Q(state=DeliveryState.WAITING),
                name="deliveries_due",
            ),
            models.Index(
                fields=["endpoint"], condition=Q(state=DeliveryState.SENDING), name="deliveries_under_way"
            ),
            models.Index(
                fields=["next_at", "id"],
                condition=Q(state=DeliveryState.WAITING, is_last=True),
                name="deliveries_last",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} to {self.endpoint_id}"


class Attempt(models.Model):
    """`answer` is the beginning of what the receiver said, `milliseconds` how long that took."""

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False)
    delivery = models.ForeignKey(
        Delivery, models.CASCADE, related_name="tries", db_constraint=False, db_index=False
    )
    at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(null=True)
    failure = models.CharField(max_length=12, choices=Failure, blank=True)
    answer = models.CharField(max_length=LONGEST_ANSWER, blank=True)

    objects = ScopedManager(merchant="merchant")

    class Meta:
        indexes = [models.Index(fields=["merchant", "delivery", "id"], name="attempts_of_delivery")]

    def __str__(self) -> str:
        return f"{self.delivery_id}: {self.status or self.failure}"
