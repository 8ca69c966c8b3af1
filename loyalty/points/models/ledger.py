"""The ledger and the account row that keeps its sums."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.team.models import User


class Kind(models.TextChoices):
    """Why points moved. `EARNING` names those that count towards lifetime points."""

    EARN_ORDER = "earn_order", _("Order")
    EARN_ADJUST = "earn_adjust", _("Order changed")
    EARN_ACTIVITY = "earn_activity", _("Activity")
    EARN_SIGNUP = "earn_signup", _("Sign-up")
    EARN_BIRTHDAY = "earn_birthday", _("Birthday")
    EARN_REFERRAL = "earn_referral", _("Referral")
    TIER_ENTRY = "tier_entry", _("VIP tier reached")
    REVERSE = "reverse", _("Reversal")
    REDEEM = "redeem", _("Redemption")
    REDEEM_CANCEL = "redeem_cancel", _("Redemption cancelled")
    ADJUST = "adjust", _("Adjustment")
    IMPORT = "import", _("Import")
    EXPIRE = "expire", _("Expiry")
    PENDING = "pending", _("Pending")
    PENDING_ADJUST = "pending_adjust", _("Pending changed")
    FORFEIT = "forfeit", _("Forfeited")
    MERGE = "merge", _("Merged")


EARNING = frozenset(
    {
        Kind.EARN_ORDER,
        Kind.EARN_ADJUST,
        Kind.EARN_ACTIVITY,
        Kind.EARN_SIGNUP,
        Kind.EARN_BIRTHDAY,
        Kind.EARN_REFERRAL,
        Kind.TIER_ENTRY,
        Kind.REVERSE,
        Kind.MERGE,
    }
)


# What keeps a balance alive where it dies of inactivity.
ACTIVITY = frozenset(
    {
        Kind.EARN_ORDER,
        Kind.EARN_ACTIVITY,
        Kind.EARN_SIGNUP,
        Kind.EARN_BIRTHDAY,
        Kind.EARN_REFERRAL,
        Kind.TIER_ENTRY,
        Kind.REDEEM,
    }
)


LONGEST_DESCRIPTION = 200


class PointsAccount(models.Model):
    """One customer's sums, moved by the statement that writes the entry and recomputed by `verify_ledger`.

    `lots_until` is the last valid day of the open lot that expires first. `idle_since` is the last earning or
    redemption; where there was none since points last died, the credit that brought new ones.
    """

    customer = models.OneToOneField(
        Customer, models.PROTECT, primary_key=True, related_name="account", db_constraint=False
    )
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False, db_constraint=False)
    balance = models.BigIntegerField(default=0)
    pending = models.BigIntegerField(default=0)
    lifetime = models.BigIntegerField(default=0)
    has_lots = models.BooleanField(default=False, db_default=False)
    lots_until = models.DateField(null=True)
    idle_since = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(db_default=models.functions.Now())

    objects = ScopedManager(merchant="merchant")

    class Meta:
        indexes = [
            models.Index(fields=["merchant", "balance", "customer"], name="accounts_by_balance"),
            models.Index(
                fields=["merchant", "lots_until"],
                condition=models.Q(lots_until__isnull=False),
                name="accounts_by_expiry",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.balance}"


class PointsTransaction(models.Model):
    """One change, for ever. `points` moves the balance, `pending` moves what is held back.

    `lapsed` is the part of what was taken back that had expired before: below 0, and no longer counted as earned. In
    a merge it is what counts as earned beside the points that move, so that lifetime points go along whole.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False, db_constraint=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="points_transactions", db_index=False, db_constraint=False
    )
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=Kind)
    points = models.BigIntegerField()
    pending = models.BigIntegerField(default=0)
    lapsed = models.BigIntegerField(default=0, db_default=0)
    balance_after = models.BigIntegerField()
    description = models.CharField(max_length=LONGEST_DESCRIPTION)
    internal_note = models.TextField(blank=True)
    source = models.CharField(max_length=40)
    source_id = models.BigIntegerField(null=True)
    actor = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    occurred_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=models.functions.Now())

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "customer", "key"], name="points_posted_once"),
        ]
        indexes = [
            models.Index(fields=["merchant", "customer", "id"], name="points_history"),
            models.Index(
                fields=["merchant", "occurred_at"], include=["kind", "points"], name="points_by_time"
            ),
            models.Index(fields=["merchant", "kind", "occurred_at", "id"], name="points_by_kind"),
            models.Index(fields=["merchant", "source", "source_id"], name="points_by_source"),
            models.Index(fields=["merchant", "created_at", "id"], name="points_as_written"),
        ]

    def __str__(self) -> str:
        return f"{self.points:+d} {self.kind}"
