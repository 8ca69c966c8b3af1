"""Tiers set by hand."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext_lazy as _

from loyalty.customers.models import Customer, CustomerState
from loyalty.database.arrays import arrays_of
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


class Floor(NamedTuple):
    """The tier that a customer holds at least, through the local day `until`; none at all where there is no tier."""

    tier_id: int | None = None
    until: date | None = None
    reason: str = ""
    at: datetime | None = None
    by_id: int | None = None


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
    if lock_people([customer.pk])[customer.pk] == CustomerState.DISABLED:
        raise CustomerExcluded
    if tier is not None and (tier.retired_at is not None or tier.merchant_id != customer.merchant_id):
        raise UnknownTier
    if tier is not None and until is not None and until < today:
        raise DayIsOver
    floor = Floor(tier.pk, until, reason, at, by_id) if tier else Floor()
    write_floors({customer.pk: floor}, merchant_id=customer.merchant_id, at=at)


def lock_people(customer_ids: Iterable[int]) -> dict[int, CustomerState]:
    """The states of these customers, who stay as they are until the transaction ends. In id order, like everybody."""
    locked = Customer.objects.filter(pk__in=set(customer_ids)).order_by("pk").select_for_update(no_key=True)
    return {pk: CustomerState(state) for pk, state in locked.values_list("pk", "state")}


def floors_of(customer_ids: Iterable[int]) -> dict[int, Floor]:
    """What was set by hand for those of these customers for whom something was."""
    held = CustomerTier.objects.filter(customer__in=list(customer_ids), floor_tier__isnull=False)
    columns = ("floor_tier", "floor_until", "floor_reason", "floor_at", "floor_by")
    return {customer_id: Floor(*floor) for customer_id, *floor in held.values_list("customer", *columns)}


def write_floors(floors: Mapping[int, Floor], *, merchant_id: int, at: datetime) -> None:
    """These customers have these floors from now on, in one statement. The caller has locked them, and reviews them."""
    columns = arrays_of([(customer_id, *floor) for customer_id, floor in sorted(floors.items())])
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_FLOORS, [merchant_id, at, *columns])


_WRITE_FLOORS = """
INSERT INTO vip_customertier AS held
    (merchant_id, since, customer_id, floor_tier_id, floor_until, floor_reason, floor_at, floor_by_id)
SELECT %s, %s, said.* FROM unnest(
    %s::bigint[], %s::bigint[], %s::date[], %s::text[], %s::timestamptz[], %s::bigint[]
) AS said
ON CONFLICT (customer_id) DO UPDATE
SET floor_tier_id = excluded.floor_tier_id, floor_until = excluded.floor_until,
    floor_reason = excluded.floor_reason, floor_at = excluded.floor_at, floor_by_id = excluded.floor_by_id
"""
