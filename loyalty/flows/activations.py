"""What the end of a holding period sets in motion (S9)."""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import translation

from earning.actions.activations import BATCH, activate_awards
from loyalty.customers.models import Customer
from loyalty.flows.standings import tiers_reviewed
from loyalty.merchants.models import Merchant
from loyalty.outbox.actions import announce_customers
from vip.models import Cause


class Activated(NamedTuple):
    """How many awards became available, and the customers whose they were."""

    awards: int
    customer_ids: list[int]


@transaction.atomic
def points_activated(merchant: Merchant, *, at: datetime, size: int = BATCH) -> Activated | None:
    """The next points, of `size` awards at most, that were pending until `at` or earlier; None once there are none.

    The oldest come first, dated at the midnight that ended their holding period. Late or twice, it ends the same.
    """
    owners = _activate(merchant, at=at, size=size)
    return Activated(len(owners), list(dict.fromkeys(owners))) if owners else None


@transaction.atomic
def own_points_activated(customer: Customer, *, at: datetime) -> None:
    """What became available to one customer by now, before something that depends on it."""
    _activate(customer.merchant, at=at, size=BATCH, customer_ids=[customer.pk])


def _activate(
    merchant: Merchant, *, at: datetime, size: int, customer_ids: list[int] | None = None
) -> list[int]:
    with translation.override(merchant.language):
        owners = activate_awards(merchant_id=merchant.pk, at=at, size=size, customer_ids=customer_ids)
    announce_customers(sorted(set(owners)), merchant_id=merchant.pk, at=at)
    tiers_reviewed(set(owners), merchant=merchant, cause=Cause.POINTS, happened_at=at, at=at)
    return owners
