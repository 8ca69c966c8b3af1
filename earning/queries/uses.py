"""How often rules gave, and how much."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from earning.evaluation.limits import Asked, Used
from earning.models import Award
from loyalty.database.arrays import array_of, arrays_of


def uses_of(
    asked: Iterable[Asked], *, merchant_id: int, but_for_orders: Sequence[int] = ()
) -> dict[Asked, Used]:
    """The live awards (with points, by when the thing happened) of each rule, customer and period: one statement."""
    wanted = list(dict.fromkeys(asked))
    if not wanted:
        return {}
    rows = [(number, one.rule_id, one.customer_id, *one.span) for number, one in enumerate(wanted)]
    with connection.cursor() as cursor:
        cursor.execute(_USES, [array_of(but_for_orders), merchant_id, *arrays_of(rows)])
        return {wanted[number]: Used(times, int(points)) for number, times, points in cursor.fetchall()}


def given_for(units: Mapping[int, str], *, customer_id: int) -> frozenset[int]:
    """The rules that gave the customer something for these units, by rule id, and still do: one query if any."""
    if not units:
        return frozenset()
    live = Award.objects.filter(
        customer=customer_id, rule__in=units, unit__in=set(units.values()), points__gt=0
    )
    found = live.values_list("rule_id", "unit")
    return frozenset(rule_id for rule_id, unit in found if units[rule_id] == unit)


# OFFSET 0 hides from the planner that the merchant is a constant, of whom it may know nothing yet.
_USES = """
SELECT asked.number, count(award.id), coalesce(sum(award.points), 0)
FROM (
    SELECT %s::bigint[] AS orders, %s::bigint AS merchant_id, said.*
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[], %s::timestamptz[])
        AS said (number, rule_id, customer_id, starts_at, ends_at)
    OFFSET 0
) AS asked
JOIN earning_award award ON award.merchant_id = asked.merchant_id AND award.rule_id = asked.rule_id
    AND award.customer_id = asked.customer_id
    AND award.occurred_at >= asked.starts_at AND award.occurred_at < asked.ends_at
WHERE award.points > 0 AND (award.order_id IS NULL OR award.order_id <> ALL (asked.orders))
GROUP BY asked.number
"""
