"""Everything that moved points."""

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from earning.models import Award
from loyalty.customers.models import Customer
from loyalty.customers.queries import matching
from loyalty.points.models import Kind, PointsTransaction

MOST_CUSTOMERS = 200


class Group(TextChoices):
    """Kinds as people ask for them."""

    ORDERS = "orders", _("Orders")
    ACTIVITIES = "activities", _("Activities")
    SIGN_UPS = "sign_ups", _("Sign-ups")
    BIRTHDAYS = "birthdays", _("Birthdays")
    REFERRALS = "referrals", _("Referrals")
    TIERS = "tiers", _("VIP tiers reached")
    REDEMPTIONS = "redemptions", _("Redemptions")
    ADJUSTMENTS = "adjustments", _("Adjustments")
    REVERSALS = "reversals", _("Reversals")
    EXPIRIES = "expiries", _("Expiries")


class Source(TextChoices):
    """What an entry comes from; `source` of the ledger."""

    AWARD = "award", _("Earning rules")
    REFERRAL = "referral", _("Referrals")
    TIER = "tier", _("VIP tiers")
    REWARD = "reward", _("Rewards")
    STAFF = "staff", _("By hand")
    IMPORT = "import", _("Imports")
    EXPIRY = "expiry", _("Expiry")
    REVERSAL = "reversal", _("Undone entries")


KINDS = {
    Group.ORDERS: (Kind.EARN_ORDER, Kind.EARN_ADJUST, Kind.PENDING, Kind.PENDING_ADJUST),
    Group.ACTIVITIES: (Kind.EARN_ACTIVITY,),
    Group.SIGN_UPS: (Kind.EARN_SIGNUP,),
    Group.BIRTHDAYS: (Kind.EARN_BIRTHDAY,),
    Group.REFERRALS: (Kind.EARN_REFERRAL,),
    Group.TIERS: (Kind.TIER_ENTRY,),
    Group.REDEMPTIONS: (Kind.REDEEM, Kind.REDEEM_CANCEL),
    Group.ADJUSTMENTS: (Kind.ADJUST, Kind.IMPORT),
    Group.REVERSALS: (Kind.REVERSE,),
    Group.EXPIRIES: (Kind.EXPIRE,),
}


def activity_of(
    merchant_id: int, *, group: str = "", source: str = "", rule: str = "", search: str = ""
) -> "QuerySet[PointsTransaction]":
    """The merchant's entries of one group of kinds, one source, one rule and the customers that `search` finds.

    What is empty keeps all. Pages go by `occurred_at`, along the index `points_by_time`; what is rare is found by
    `points_by_kind` and `points_by_source` instead.
    """
    entries = PointsTransaction.objects.filter(merchant_id=merchant_id).select_related("customer", "merchant")
    if group:
        entries = entries.filter(kind__in=KINDS[Group(group)])
    if source:
        entries = entries.filter(source=source)
    if rule:
        entries = entries.filter(
            source="award", source_id__in=Award.objects.filter(rule_id=int(rule)).values("pk")
        )
    if search:
        entries = entries.filter(customer__in=customers_found(search))
    return entries


def customers_found(search: str) -> list[int]:
    """The ids of those who are meant: knowing them, the database reads what these customers did alone."""
    return list(matching(Customer.objects.all(), search).values_list("pk", flat=True)[:MOST_CUSTOMERS])
