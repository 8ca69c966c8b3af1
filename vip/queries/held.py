"""The tiers that customers held at a moment."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from vip.queries.standings import Asked, standing_sql, standing_values
from vip.snapshots import VipTerms


class Moment(NamedTuple):
    """A customer's tier is asked as it was just before `at`. `key` names the answer."""

    key: int
    customer_id: int
    at: datetime


def tiers_before(
    moments: Iterable[Moment], *, terms: VipTerms, merchant_id: int, timezone: ZoneInfo
) -> dict[int, int | None]:
    """The ids of the tiers held just before these moments, by key, in one statement for any number of them.

    What came late counts for the moment at which it happened, so the answer is the same whatever came first.
    """
    asked = [Asked(one.key, one.customer_id, one.at.astimezone(timezone).date(), one.at) for one in moments]
    if not (asked and terms.is_on and terms.tiers):
        return {}
    values = standing_values(terms, asked, merchant_id=merchant_id, timezone=timezone.key)
    with connection.cursor() as cursor:
        cursor.execute(standing_sql(terms) + _RANKS, values)
        return {key: terms.refs[rank - 1] if rank else None for key, rank in cursor.fetchall()}


def tiers_held(
    customer_ids: Iterable[int], *, at: datetime, terms: VipTerms, merchant_id: int, timezone: ZoneInfo
) -> Mapping[int, int | None]:
    """The ids of the tiers that these customers held just before a moment, by customer id."""
    moments = [Moment(customer_id, customer_id, at) for customer_id in customer_ids]
    return tiers_before(moments, terms=terms, merchant_id=merchant_id, timezone=timezone)


_RANKS = "SELECT key, rank FROM standing"
