"""Who holds which tier now. Where the programme is off, nobody does."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count

from loyalty.customers.models import Customer
from vip.models import CustomerTier, Tier


def tier_of(customer: Customer) -> Tier | None:
    """The tier that a customer holds."""
    return tiers_of_customers([customer.pk]).get(customer.pk)


def tiers_of_customers(customer_ids: Iterable[int]) -> dict[int, Tier]:
    """The tiers of those customers who hold one."""
    held = CustomerTier.objects.filter(customer__in=list(customer_ids), tier__isnull=False)
    return {one.customer_id: one.tier for one in held.filter(**ON).select_related("tier") if one.tier}


def members_by_tier(merchant_id: int) -> dict[int, int]:
    """How many customers hold each tier, by its id."""
    held = CustomerTier.objects.filter(merchant=merchant_id, tier__isnull=False, **ON)
    return dict(held.values_list("tier_id").annotate(count=Count("customer")).order_by())


def merchants_due(*, at: datetime) -> Iterator[tuple[int, date]]:
    """The merchants, of all, with a tier that ended before their local today, and that today."""
    with connection.cursor() as cursor:
        cursor.execute(_ENDING)
        rows = cursor.fetchall()
    for merchant_id, timezone, until in rows:
        today = at.astimezone(ZoneInfo(timezone)).date()
        if until < today:
            yield merchant_id, today


ON = {"merchant__vip_program__is_on": True}
_ENDING = """
SELECT program.merchant_id, merchant.timezone, (
    SELECT min(held.until) FROM vip_customertier held
    JOIN customers_customer customer
        ON customer.merchant_id = held.merchant_id AND customer.id = held.customer_id AND customer.state <> 'disabled'
    WHERE held.merchant_id = program.merchant_id AND held.until IS NOT NULL
) AS until
FROM vip_vipprogram program JOIN merchants_merchant merchant ON merchant.id = program.merchant_id
WHERE program.is_on AND EXISTS (
    SELECT FROM vip_customertier held WHERE held.merchant_id = program.merchant_id AND held.until IS NOT NULL
)
"""
