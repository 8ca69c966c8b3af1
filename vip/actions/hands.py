"""Tiers set by hand."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from loyalty.customers.models import Customer, CustomerState
from loyalty.errors import Refused
from vip.models import CustomerTier, Tier


class VipIsOff(Refused):
    code = "vip_off"
    message = _("The VIP programme is switched off.")


class UnknownTier(Refused):
    code = "unknown_tier"
    message = _("There is no such tier.")


class DayIsOver(Refused):
    code = "day_is_over"
    message = _("Choose a day that is not over yet, or none.")


class CustomerExcluded(Refused):
    code = "customer_excluded"
    message = _("The customer is excluded from the programme. Bring them back first.")


def set_floor(
    customer: Customer,
    tier: Tier | None,
    *,
    until: date | None,
    today: date,
    reason: str,
    by_id: int | None,
    at: datetime,
) -> None:
    """The customer holds at least this tier through the local day `until`; None for `tier` takes the floor away.

    Refuses (`DayIsOver`) a day before `today`, `UnknownTier` and `CustomerExcluded`. The tier itself follows by a
    review, for which this locks the customer.
    """
    locked = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    if locked.state == CustomerState.DISABLED:
        raise CustomerExcluded
    if tier is not None and (tier.retired_at is not None or tier.merchant_id != customer.merchant_id):
        raise UnknownTier
    if tier is not None and until is not None and until < today:
        raise DayIsOver
    floor = {
        "floor_tier": tier,
        "floor_until": until if tier else None,
        "floor_reason": reason if tier else "",
        "floor_at": at if tier else None,
        "floor_by_id": by_id if tier else None,
    }
    CustomerTier.objects.update_or_create(
        customer=locked, defaults=floor, create_defaults={**floor, "merchant": customer.merchant, "since": at}
    )
