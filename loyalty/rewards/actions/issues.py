"""Issuing coupons."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext_lazy as _

from loyalty.customers.models import Customer
from loyalty.database.arrays import array_of
from loyalty.database.statements import execute_prepared
from loyalty.errors import Refused
from loyalty.points.actions import KeyReused
from loyalty.rewards.actions.codes import make_code
from loyalty.rewards.actions.statements import COLUMNS, INSERT_COUPONS
from loyalty.rewards.models import Cause, Coupon, Exchange, Reward

# Coupons per statement: more gain nothing.
CHUNK = 5000
_NAMES = tuple(field.attname for field in Coupon._meta.concrete_fields)


class NeedsPoints(Refused):
    code = "reward_needs_points"
    message = _("What this reward is worth depends on the points spent, so it cannot be given away.")


@dataclass(frozen=True, slots=True)
class Grant:
    """Whom a coupon is for. `key` once per customer. `points` and `entry_id` are what it took, if anything."""

    customer_id: int
    key: str
    points: int = 0
    entry_id: int | None = None
    value_cents: int | None = None


class Issued(NamedTuple):
    """A coupon; `is_new` is false when its key had given it before."""

    coupon: Coupon
    is_new: bool


def issue_coupon(reward: Reward, *, customer: Customer, cause: Cause, key: str, at: datetime) -> Issued:
    """A coupon that costs no points: for a tier, a referral, or given by hand. The same `key` twice is once.

    No limit, tier or switch of the reward stands in its way. Refuses `NeedsPoints`, and `KeyReused` where the key
    gave another reward.
    """
    issued = issue_coupons(reward, [Grant(customer.pk, key)], cause=cause, at=at)
    coupon = issued[0] if issued else Coupon.objects.get(customer_id=customer.pk, key=key)
    if coupon.reward_id != reward.pk:
        raise KeyReused
    return Issued(coupon, is_new=bool(issued))


@transaction.atomic(savepoint=False)
def issue_coupons(reward: Reward, grants: Sequence[Grant], *, cause: Cause, at: datetime) -> list[Coupon]:
    """The same for any number of customers, in few statements; the coupons that are new come back.

    Refuses `NeedsPoints` where the reward is worth what is spent on it.
    """
    if reward.exchange == Exchange.VARIABLE:
        raise NeedsPoints
    chunks = (grants[start : start + CHUNK] for start in range(0, len(grants), CHUNK))
    return [coupon for chunk in chunks for coupon in write_coupons(reward, chunk, cause=cause, at=at)]


def write_coupons(reward: Reward, grants: Sequence[Grant], *, cause: Cause, at: datetime) -> list[Coupon]:
    """Those of the coupons whose keys are new, with what the reward promises as it stands in the database."""
    coupons = _insert(reward, grants, cause, at)
    if len(coupons) == len(grants):
        return coupons
    # Known keys are done. What is neither written nor known met a code that was taken: one in 10¹⁸.
    done = {(coupon.customer_id, coupon.key) for coupon in coupons} | _known(grants)
    left = [grant for grant in grants if (grant.customer_id, grant.key) not in done]
    return coupons + (write_coupons(reward, left, cause=cause, at=at) if left else [])


def _insert(reward: Reward, grants: Sequence[Grant], cause: Cause, at: datetime) -> list[Coupon]:
    values = {
        "merchant_id": str(reward.merchant_id),
        "reward_id": str(reward.pk),
        "cause": cause.value,
        "at": at,
        "customer_ids": array_of(grant.customer_id for grant in grants),
        "keys": array_of(grant.key for grant in grants),
        "codes": array_of(make_code(reward.prefix) for _grant in grants),
        "points": array_of(grant.points for grant in grants),
        "entry_ids": array_of(grant.entry_id for grant in grants),
        "values": array_of(grant.value_cents for grant in grants),
    }
    return [_coupon(row) for row in execute_prepared(INSERT_COUPONS, values)]


def _coupon(row: Sequence[Any]) -> Coupon:
    values = dict(zip(COLUMNS, row, strict=True))
    if isinstance(values["terms"], str):
        values["terms"] = json.loads(values["terms"])
    return Coupon.from_db(DEFAULT_DB_ALIAS, _NAMES, list(values.values()))


def _known(grants: Sequence[Grant]) -> set[tuple[int, str]]:
    customer_ids = {grant.customer_id for grant in grants}
    keys = {grant.key for grant in grants}
    known = Coupon.objects.filter(customer_id__in=customer_ids, key__in=keys)
    return set(known.values_list("customer_id", "key"))
