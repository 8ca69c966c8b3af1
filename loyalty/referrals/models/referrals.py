"""One customer's invitation of a friend."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.orders.models import Order
from loyalty.team.models import User


class ReferralState(models.TextChoices):
    PENDING = "pending", _("Pending")
    COMPLETED = "completed", _("Completed")
    BLOCKED = "blocked", _("Blocked")
    CANCELLED = "cancelled", _("Cancelled")


LIVE = (ReferralState.PENDING, ReferralState.COMPLETED)


class Decision(models.TextChoices):
    """What a person said about an invitation; it outweighs every signal."""

    NONE = "", _("Nobody decided")
    BLOCKED = "blocked", _("Blocked by hand")
    ALLOWED = "allowed", _("Allowed by hand")


class Referral(models.Model):
    """`terms` are the promises of the moment it was claimed. `order` is the friend's purchase that counts.

    `claim_signals` and `order_signals` list what spoke against it, each with its score. `given_points` is what the
    ledger holds for the advocate, moved in `step`s. `network` is where the claim came from, for as long as it counts.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    advocate = models.ForeignKey(
        Customer, models.PROTECT, related_name="referrals", db_constraint=False, db_index=False
    )
    friend = models.ForeignKey(
        Customer, models.PROTECT, null=True, related_name="invitations", db_constraint=False, db_index=False
    )
    friend_email = models.CharField(_("friend's e-mail"), max_length=254, blank=True)
    friend_email_key = models.CharField(max_length=254)
    network = models.CharField(max_length=45, blank=True)
    state = models.CharField(max_length=9, choices=ReferralState, default=ReferralState.PENDING)
    reason = models.CharField(max_length=30, blank=True)
    terms = models.JSONField(default=dict)
    claim_signals = models.JSONField(default=list)
    order_signals = models.JSONField(default=list)
    decision = models.CharField(max_length=7, choices=Decision, blank=True, default=Decision.NONE)
    decision_reason = models.CharField(max_length=200, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    order_paid_at = models.DateTimeField(null=True)
    given_points = models.BigIntegerField(default=0)
    step = models.PositiveIntegerField(default=0)
    claimed_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="referral_of_merchant"),
            models.UniqueConstraint(
                fields=["merchant", "friend_email_key"],
                condition=Q(state__in=LIVE),
                name="friend_referred_once",
            ),
        ]
        indexes = [
            models.Index(fields=["merchant", "advocate", "id"], name="referrals_of_advocate"),
            models.Index(
                fields=["merchant", "friend"], condition=Q(friend__isnull=False), name="referrals_of_friend"
            ),
            models.Index(fields=["merchant", "state", "id"], name="referrals_by_state"),
            models.Index(fields=["merchant", "friend_email_key", "id"], name="referrals_by_email"),
            models.Index(
                fields=["merchant", "network", "claimed_at"],
                condition=~Q(network=""),
                name="referrals_by_network",
            ),
            models.Index(
                fields=["merchant", "expires_at"],
                condition=Q(state=ReferralState.PENDING, expires_at__isnull=False),
                name="referrals_running_out",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.advocate_id} → {self.friend_email_key}"
