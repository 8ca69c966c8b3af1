"""Everything that moved points."""

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from loyalty.customers.models import Customer
from loyalty.customers.queries import matching
from loyalty.points.models import Kind, PointsTransaction

MOST_CUSTOMERS = 200


class Group(TextChoices):
    """Kinds as people ask for them."""

    ORDERS = "orders", _("Orders")
    ACTIVITIES = "activities", _("Activities")
    SIGN_UPS = "sign_ups", _("Sign-ups")
    ADJUSTMENTS = "adjustments", _("Adjustments")
    REVERSALS = "reversals", _("Reversals")


KINDS = {
    Group.ORDERS: (Kind.EARN_ORDER, Kind.EARN_ADJUST, Kind.PENDING, Kind.PENDING_ADJUST),
    Group.ACTIVITIES: (Kind.EARN_ACTIVITY,),
    Group.SIGN_UPS: (Kind.EARN_SIGNUP,),
    Group.ADJUSTMENTS: (Kind.ADJUST, Kind.IMPORT),
    Group.REVERSALS: (Kind.REVERSE,),
}


def activity_of(merchant_id: int, *, group: str = "", search: str = "") -> "QuerySet[PointsTransaction]":
    """The merchant's entries of one group of kinds, of the customers that `search` finds; of all where empty.

    Pages go by `occurred_at`, along the index `points_by_time`.
    """
    entries = PointsTransaction.objects.filter(merchant_id=merchant_id).select_related("customer", "merchant")
    if group:
        entries = entries.filter(kind__in=KINDS[Group(group)])
    if search:
        # Found beforehand: knowing their ids, the database reads the entries of these customers alone.
        found = matching(Customer.objects.all(), search).values_list("pk", flat=True)[:MOST_CUSTOMERS]
        entries = entries.filter(customer__in=list(found))
    return entries
