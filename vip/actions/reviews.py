"""Bringing customers to the tier that is due to them, for one or for thousands in the same statements."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import starmap
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from loyalty.database.arrays import array_of, arrays_of
from loyalty.database.statements import execute_prepared
from loyalty.points.actions import lock_balances, lock_balances_between
from vip.actions.entries import Entered, give_rewards
from vip.actions.statements import REVIEW, REVIEW_ALL
from vip.models import Cause
from vip.queries.standings import Asked, Everybody, everybodys_values, standing_sql, standing_values
from vip.snapshots import VipTerms

ONE_DAY = timedelta(days=1)
ALL = Everybody(0, 2**63 - 1, date.max)


class Why(NamedTuple):
    """What brought a customer's tier into question, and when that was."""

    at: datetime
    order_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Who moved, who entered what for the first time in a qualification period, and the coupons issued for that."""

    moved_ids: tuple[int, ...] = ()
    entered: tuple[Entered, ...] = ()
    coupon_ids: tuple[int, ...] = ()

    def __add__(self, other: "Reviewed") -> "Reviewed":
        return Reviewed(
            self.moved_ids + other.moved_ids,
            self.entered + other.entered,
            self.coupon_ids + other.coupon_ids,
        )


NOBODY = Reviewed()


class Review(NamedTuple):
    """Everything that is the same for all customers of a review."""

    terms: VipTerms
    merchant_id: int
    timezone: ZoneInfo
    cause: Cause
    gives_rewards: bool = True
    actor_id: int | None = None
    reason: str = ""


@transaction.atomic(savepoint=False)
def review_tiers(whys: Mapping[int, Why], review: Review, *, at: datetime) -> Reviewed:
    """Customers by id, each brought to the tier that is due now. What time alone did before is dated first.

    Moves are dated when what caused them happened, but never before the customer's last one. Whoever enters a tier for
    the first time in a qualification period gets its rewards. The number of statements is the same for any number of
    customers.
    """
    if not (whys and review.terms.is_on):
        return NOBODY
    # Lock the accounts: two reviews of a customer must not both find the old tier.
    lock_balances(whys, merchant_id=review.merchant_id)
    late = review_overdue(review, at=at, only=whys)
    today = at.astimezone(review.timezone).date()
    asked = [Asked(customer_id, customer_id, today) for customer_id in sorted(whys)]
    return late + _review(asked, whys, review, at=at)


@transaction.atomic(savepoint=False)
def review_everybody(review: Review, *, after_id: int, through_id: int, at: datetime) -> Reviewed:
    """The same for all customers with an id above `after_id` and up to `through_id`.

    The outside is told of them at once; only those whose tier had ended before are named in what comes back.
    """
    if not review.terms.is_on:
        return NOBODY
    # Lock the accounts, as a review of some does.
    lock_balances_between(after_id, through_id, merchant_id=review.merchant_id)
    everybody = Everybody(after_id, through_id, at.astimezone(review.timezone).date())
    late = review_overdue(review, at=at, only=everybody)
    values = everybodys_values(
        review.terms, everybody, merchant_id=review.merchant_id, timezone=review.timezone.key
    )
    sql = standing_sql(review.terms, everybody=True) + REVIEW_ALL
    with connection.cursor() as cursor:
        cursor.execute(sql, {**values, **review_values(review), "at": at})
        entered = list(starmap(Entered, cursor.fetchall()))
    return late + _rewarded((), entered, review, at=at)


def review_overdue(review: Review, *, at: datetime, only: Collection[int] | Everybody) -> Reviewed:
    """Of these customers, whose tiers may have ended by themselves, each review at the midnight where it belongs."""
    by_time = review._replace(cause=Cause.TIME, actor_id=None, reason="", gives_rewards=True)
    done = NOBODY
    while ended := ended_tiers(review, at=at, only=only):
        midnights = {one.customer_id: Why(_midnight(one, review.timezone)) for one in ended}
        asked = [Asked(*one[:3], midnights[one.customer_id].at) for one in ended]
        done += _review(asked, midnights, by_time, at=at)
    return done


def ended_tiers(
    review: Review,
    *,
    at: datetime,
    only: Collection[int] | Everybody | None = None,
    size: int | None = None,
) -> list[Asked]:
    """Customers whose tier ended before today, at most `size`, each asked for the day after its last."""
    everybody = only if isinstance(only, Everybody) else ALL
    named = None if only is None or isinstance(only, Everybody) else array_of(sorted(only))
    values: dict[str, Any] = {
        "merchant": str(review.merchant_id),
        "today": at.astimezone(review.timezone).date(),
        "only": named,
        "after": str(everybody.after),
        "through": str(everybody.through),
        "size": None if size is None else str(size),
    }
    people = 0 if only is None or isinstance(only, Everybody) else len(only)
    return [Asked(pk, pk, until + ONE_DAY) for pk, until in _run(_ENDED, values, people=people)]


@transaction.atomic
def review_ended(review: Review, *, at: datetime, size: int) -> tuple[int, Reviewed]:
    """The next customers whose tier ended by itself, and what became of them; nobody once all are done."""
    ids = [one.customer_id for one in ended_tiers(review, at=at, size=size)]
    lock_balances(ids, merchant_id=review.merchant_id)
    return len(ids), review_overdue(review, at=at, only=ids) if ids else NOBODY


def _run(sql: str, values: Mapping[str, Any], *, people: int) -> list[tuple[Any, ...]]:
    """Of one customer planning takes longer than the work; of many the plan has to be made for how many they are."""
    if people == 1:
        return execute_prepared(sql, values)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _midnight(asked: Asked, timezone: ZoneInfo) -> datetime:
    return datetime.combine(asked.day, time(), tzinfo=timezone)


def _review(asked: Sequence[Asked], whys: Mapping[int, Why], review: Review, *, at: datetime) -> Reviewed:
    terms = review.terms
    ats, orders = arrays_of([whys[one.customer_id] for one in asked])
    values = standing_values(terms, asked, merchant_id=review.merchant_id, timezone=review.timezone.key)
    values |= {"moved_at": ats, "order_ids": orders, **review_values(review)}
    rows = _run(standing_sql(terms) + REVIEW, values, people=len(asked))
    moved = tuple(customer_id for entry_id, customer_id, _tier_id, _at in rows if entry_id is None)
    entered = [Entered(*row) for row in rows if row[0] is not None]
    return _rewarded(moved, entered, review, at=at)


def _rewarded(
    moved: tuple[int, ...], entered: Sequence[Entered], review: Review, *, at: datetime
) -> Reviewed:
    gives = bool(entered) and review.gives_rewards
    coupons = give_rewards(entered, review.terms, merchant_id=review.merchant_id, at=at) if gives else ()
    return Reviewed(moved, tuple(entered), coupons)


def review_values(review: Review) -> dict[str, Any]:
    """What the statements take beside who is asked for."""
    terms = review.terms
    return {
        "cause": review.cause.value,
        "reason": review.reason,
        "actor": None if review.actor_id is None else str(review.actor_id),
        "version": str(terms.version),
        "gives": review.gives_rewards,
        "giving": array_of(tier.gives_something for tier in terms.tiers),
        "points": array_of(tier.entry_points for tier in terms.tiers),
        "period": terms.period.value,
        "looks_back": str(terms.rolling_days or 0),
    }


_ENDED = """
SELECT held.customer_id, held.until FROM vip_customertier held
JOIN customers_customer customer ON customer.merchant_id = held.merchant_id AND customer.id = held.customer_id
WHERE held.merchant_id = %(merchant)s::bigint AND held.until < %(today)s::date AND customer.state <> 'disabled'
    AND (%(only)s::bigint[] IS NULL OR held.customer_id = ANY (%(only)s::bigint[]))
    AND held.customer_id > %(after)s::bigint AND held.customer_id <= %(through)s::bigint
ORDER BY held.until, held.customer_id LIMIT %(size)s::bigint
"""
