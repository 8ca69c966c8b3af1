"""What one order or activity gives where several rules are about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.numbers import get_currency_precision
from django.db.models import F, QuerySet

from earning.actions import RuleTerms, terms_of
from earning.catalogue import PLACE_ORDER
from earning.conditions import MinimumOrder, Window
from earning.explanation.examples import points_of
from earning.models import RuleVersion
from loyalty.merchants.models import Merchant, Rounding, Stacking
from loyalty.orders.queries import average_order_cents

RECENT = timedelta(days=90)
EXAMPLE_UNITS = 100


@dataclass(frozen=True, slots=True)
class OverlappingRule:
    """Another rule that gives for the same, and how much."""

    rule_id: int
    name: str
    points: int


@dataclass(frozen=True, slots=True)
class OverlapAccount:
    """An example for which several rules give: an order of `cents`, or for other actions None.

    `total` is what comes of it by the programme's stacking.
    """

    cents: int | None
    is_average: bool
    points: int
    others: tuple[OverlappingRule, ...]
    total: int
    is_best_only: bool

    @property
    def rule_ids(self) -> frozenset[int]:
        return frozenset(other.rule_id for other in self.others)


def overlap_of(
    terms: RuleTerms, *, action: str, merchant: Merchant, at: datetime, but_for: int = 0
) -> OverlapAccount | None:
    """The active rules that may give for what these terms give for; None if there are none."""
    others = [
        (version.rule_id, said)
        for version in _active(action).exclude(rule=but_for)
        if not _exclude(terms, said := terms_of(version))
    ]
    if not others:
        return None
    everything = [terms, *(said for _id, said in others)]
    cents, is_average = _example(everything, merchant, at=at) if action == PLACE_ORDER.code else (None, False)
    worth = [_worth(said, cents, merchant) for said in everything]
    is_best_only = cents is not None and merchant.program.stacking == Stacking.BEST
    return OverlapAccount(
        cents=cents,
        is_average=is_average,
        points=worth[0],
        others=tuple(
            OverlappingRule(rule_id, said.name, points)
            for (rule_id, said), points in zip(others, worth[1:], strict=True)
        ),
        total=max(worth) if is_best_only else sum(worth),
        is_best_only=is_best_only,
    )


def _active(action: str) -> QuerySet[RuleVersion]:
    return RuleVersion.objects.filter(
        rule__action=action, rule__is_active=True, number=F("rule__version")
    ).order_by("rule_id")


def _exclude(one: RuleTerms, other: RuleTerms) -> bool:
    """Whether nothing can earn by both: their dates, stores, tiers or goods have nothing in common."""
    mine = [Window(one.starts_at, one.ends_at), *one.conditions]
    others = [Window(other.starts_at, other.ends_at), *other.conditions]
    return any(condition.excludes(another) for condition in mine for another in others)


def _example(terms: Iterable[RuleTerms], merchant: Merchant, *, at: datetime) -> tuple[int, bool]:
    """The average order of late, or one of 100; one that is large enough for every rule."""
    average = average_order_cents(merchant.pk, currency=merchant.currency, since=at - RECENT)
    plain = average or EXAMPLE_UNITS * 10 ** get_currency_precision(merchant.currency)
    least = [
        condition.cents
        for one in terms
        for condition in one.conditions
        if isinstance(condition, MinimumOrder)
    ]
    cents = max([plain, *least])
    return cents, cents == average


def _worth(terms: RuleTerms, cents: int | None, merchant: Merchant) -> int:
    if cents is None:
        return terms.points
    points = points_of(terms, cents=cents, rounding=Rounding(merchant.program.rounding))
    return min(points, terms.cap_points or points)
