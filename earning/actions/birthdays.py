"""Awards for birthdays: each rule gives once to each customer in a calendar year (S14)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from earning.actions.considerations import Considered, keep_accounts
from earning.catalogue import BIRTHDAY
from earning.conditions import Buyer, Need, Subject
from earning.evaluation import judge
from earning.queries import ruleset_at
from earning.queries.birthdays import celebrating_buyers
from earning.queries.tiers import with_tiers
from earning.snapshots import FrozenRule, FrozenRuleset
from loyalty.database.arrays import arrays_of
from loyalty.points.actions import Posting, post_many
from loyalty.points.models import Kind


class _Award(NamedTuple):
    """One that was not there before."""

    id: int
    customer_id: int
    rule_id: int


def award_birthdays(
    customer_ids: Sequence[int], *, day: date, midnight: datetime, merchant_id: int
) -> list[int]:
    """What the rules of that local midnight give to those whose day it is; the customers whose points moved.

    Whoever had points for another day of the year gets none: a date that was changed does not count twice. Done
    again, or days later, it ends the same.
    """
    ruleset = ruleset_at(midnight, merchant_id=merchant_id)
    rules = {rule.rule_id: rule for rule in ruleset.about(BIRTHDAY.code)} if ruleset else {}
    if ruleset is None or not rules:
        return []
    considered = list(_considered(customer_ids, ruleset, midnight=midnight, merchant_id=merchant_id))
    keep_accounts(considered, token=BIRTHDAY.code, ruleset=ruleset, merchant_id=merchant_id, at=midnight)
    wanted = [
        (one.customer_id, rule)
        for one in considered
        for rule, judgement in one.judged
        if not judgement.refusal
    ]
    awards = _write(wanted, year=day.year, midnight=midnight, merchant_id=merchant_id)
    postings = [_posting(award, rules[award.rule_id], at=midnight) for award in awards]
    post_many(postings, merchant_id=merchant_id)
    return list(dict.fromkeys(award.customer_id for award in awards))


def _considered(
    customer_ids: Sequence[int], ruleset: FrozenRuleset, *, midnight: datetime, merchant_id: int
) -> Iterator[Considered]:
    """What every rule asked of each of the customers."""
    rules = ruleset.about(BIRTHDAY.code)
    needs = {need for rule in rules for condition in rule.conditions for need in condition.needs}
    buyers = {pk: Buyer() for pk in customer_ids}
    if Need.BUYER in needs:
        buyers |= celebrating_buyers(customer_ids, merchant_id=merchant_id)
    if Need.TIER in needs:
        buyers = with_tiers(buyers, ruleset, at=midnight, merchant_id=merchant_id)
    for customer_id in customer_ids:
        subject = Subject(midnight, ruleset.timezone, buyers[customer_id])
        judged = [(rule, judge(rule.asked, subject)) for rule in rules]
        yield Considered(customer_id, f"{customer_id}-{midnight.astimezone(ruleset.timezone).year}", judged)


def _write(
    wanted: Sequence[tuple[int, FrozenRule]], *, year: int, midnight: datetime, merchant_id: int
) -> list[_Award]:
    if not wanted:
        return []
    rows = [(customer_id, rule.rule_id, rule.version_id, rule.points) for customer_id, rule in wanted]
    with connection.cursor() as cursor:
        cursor.execute(_AWARD, [year, midnight, merchant_id, *arrays_of(rows)])
        return [_Award(*row) for row in cursor.fetchall()]


def _posting(award: _Award, rule: FrozenRule, *, at: datetime) -> Posting:
    return Posting(
        customer_id=award.customer_id,
        key=f"award-{award.id}-1",
        kind=Kind.EARN_BIRTHDAY,
        points=rule.points,
        description=rule.name,
        source="award",
        source_id=award.id,
        occurred_at=at,
    )


# OFFSET 0 hides from the planner that the merchant is a constant, of whom it may know nothing yet.
_AWARD = """
INSERT INTO earning_award
    (merchant_id, step, customer_id, rule_id, rule_version_id, points, year, occurred_at)
SELECT said.merchant_id, 1, said.customer_id, said.rule_id, said.version_id, said.points, said.year, said.at
FROM (
    SELECT %s::smallint AS year, %s::timestamptz AS at, %s::bigint AS merchant_id, asked.*
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
        AS asked (customer_id, rule_id, version_id, points)
    OFFSET 0
) AS said
WHERE NOT EXISTS (
    SELECT FROM earning_award earlier
    WHERE earlier.merchant_id = said.merchant_id AND earlier.customer_id = said.customer_id
        AND earlier.year = said.year AND earlier.occurred_at <> said.at
)
ON CONFLICT DO NOTHING
RETURNING id, customer_id, rule_id
"""
