"""Earning limits and caps on points: what a rule gave before decides what it gives now (S11)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from earning.evaluation.periods import Span, span_of
from earning.snapshots import FrozenRule


class Asked(NamedTuple):
    """What a rule gave one customer within a period."""

    rule_id: int
    customer_id: int
    span: Span


class Used(NamedTuple):
    """How many times it gave, and how many points."""

    times: int = 0
    points: int = 0


class Allowed(NamedTuple):
    """What a limit and a cap leave: `points` at most, and the account of both."""

    is_refused: bool
    points: int
    account: dict[str, Any]


class Uses:
    """What rules gave before: as counted in the database, and as decided since."""

    def __init__(self, counted: Mapping[Asked, Used]) -> None:
        self._counted = counted
        self._decided: defaultdict[tuple[int, int], dict[int, tuple[datetime, int]]] = defaultdict(dict)

    def note(self, rule_id: int, customer_id: int, *, order_id: int, at: datetime, points: int) -> None:
        """An order of the same batch stands at so many points."""
        self._decided[rule_id, customer_id][order_id] = (at, points)

    def of(self, asked: Asked, *, but_for: int = 0) -> Used:
        """All that counts in the period, but for one order."""
        times, points = self._counted.get(asked, Used())
        for order_id, (at, given) in self._decided[asked.rule_id, asked.customer_id].items():
            if order_id != but_for and given > 0 and asked.span.start <= at < asked.span.end:
                times, points = times + 1, points + given
        return Used(times, points)


def asked_by(rule: FrozenRule, customer_id: int, *, at: datetime, timezone: ZoneInfo) -> Iterator[Asked]:
    """What has to be counted before the rule can give."""
    if rule.limit_count is not None:
        yield _limit_of(rule, customer_id, at, timezone)
    if rule.cap_points is not None:
        yield _cap_of(rule, customer_id, at, timezone)


def allow(
    rule: FrozenRule,
    points: int,
    *,
    customer_id: int,
    at: datetime,
    timezone: ZoneInfo,
    uses: Uses,
    order_id: int = 0,
    held: int = 0,
) -> Allowed:
    """How many of these points the rule may give. What is `held` already keeps its place."""
    account: dict[str, Any] = {}
    if rule.limit_count is not None:
        used = uses.of(_limit_of(rule, customer_id, at, timezone), but_for=order_id).times
        is_passed = held > 0 or used < rule.limit_count
        account["limit"] = {
            "count": rule.limit_count,
            "period": rule.limit_period,
            "used": used,
            "passed": is_passed,
        }
        if not is_passed:
            return Allowed(True, 0, account)
    if rule.cap_points is None:
        return Allowed(False, points, account)
    room = max(
        held, rule.cap_points - uses.of(_cap_of(rule, customer_id, at, timezone), but_for=order_id).points
    )
    account["cap"] = {"points": rule.cap_points, "period": rule.cap_period, "room": max(0, room)}
    return Allowed(room <= 0, max(0, min(points, room)), account)


def _limit_of(rule: FrozenRule, customer_id: int, at: datetime, timezone: ZoneInfo) -> Asked:
    span = span_of(rule.limit_period, at, timezone=timezone, days=rule.limit_days)
    return Asked(rule.rule_id, customer_id, span)


def _cap_of(rule: FrozenRule, customer_id: int, at: datetime, timezone: ZoneInfo) -> Asked:
    return Asked(rule.rule_id, customer_id, span_of(rule.cap_period, at, timezone=timezone))
