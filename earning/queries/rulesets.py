"""Rules in force, and what orders have been given so far."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from earning.conditions import NOBODY, Buyer
from earning.models import Refusal, Ruleset
from earning.snapshots import FrozenRuleset, as_frozen, read_frozen
from loyalty.database.arrays import array_of
from loyalty.database.statements import execute_prepared


class Given(NamedTuple):
    """What one rule has given for one order so far, and in how many steps; `forgiven` of it is not its due.

    Until `available_at` its points are pending; None where they are not. `award_id` is 0 where it gave nothing yet.
    """

    points: int
    step: int
    forgiven: int = 0
    available_at: datetime | None = None
    award_id: int = 0

    @property
    def due(self) -> int:
        """What of it was its due."""
        return self.points - self.forgiven


NOTHING = Given(points=0, step=0)


# Numbers that most settlements have none of.
_NUMBERS = ("bonuses", "allowances", "missed")


class FrozenSettlement(NamedTuple):
    """How an order was settled before. `buyer` is who the customer was then, if a rule asked.

    `refused` are the rules whose limit was reached, `rooms` what caps left to others; both stay so. `bonuses` are what
    campaigns added, `allowances` what the budgets of some had left for it, which stays so too. `missed` is by how much
    the order grew, for each rule, while its customer was excluded. `tier` is the id of the VIP tier held before, 0 for
    none, if it mattered.
    """

    ruleset_id: int
    refusal: Refusal
    awards: dict[int, Given]
    buyer: Buyer = NOBODY
    refused: frozenset[int] = frozenset()
    rooms: Mapping[int, int] = {}
    bonuses: Mapping[int, int] = {}
    allowances: Mapping[int, int] = {}
    missed: Mapping[int, int] = {}
    tier: int | None = None

    @property
    def kept(self) -> dict[str, Any]:
        """What of it goes into the row's `kept`."""
        kept: dict[str, Any] = {name: _pairs(getattr(self, name)) for name in _NUMBERS if getattr(self, name)}
        if self.tier is not None:
            kept["tier"] = self.tier
        if self.buyer is NOBODY and not self.refused and not self.rooms:
            return kept
        buyer = None if self.buyer == NOBODY else self.buyer.as_json()
        return {"buyer": buyer, "refused": sorted(self.refused), "rooms": _pairs(self.rooms), **kept}

    @property
    def asked_buyer(self) -> Buyer:
        """Who the customer was then, with the tier."""
        return self.buyer._replace(tier=str(self.tier)) if self.tier else self.buyer

    def given(self, rule_id: int) -> Given:
        """What a rule has given for the order."""
        return self.awards.get(rule_id, NOTHING)


def ruleset_in_force(merchant_id: int) -> FrozenRuleset:
    """The rules that decide what happens now."""
    return max(rulesets([], merchant_id=merchant_id).values(), key=lambda ruleset: ruleset.id)


def ruleset_at(moment: datetime, *, merchant_id: int) -> FrozenRuleset | None:
    """The rules that decided what happened then; None before the programme started."""
    rows = Ruleset.objects.filter(merchant=merchant_id, created_at__lte=moment).order_by("-pk")
    return next((as_frozen(row.pk, row.content) for row in rows[:1]), None)


def rulesets(ids: Iterable[int], *, merchant_id: int) -> dict[int, FrozenRuleset]:
    """The rulesets asked for and the one in force, which has the highest id."""
    rows = execute_prepared(_RULESETS, {"merchant": str(merchant_id), "ids": array_of(set(ids))})
    return {ruleset_id: read_frozen(ruleset_id, content) for ruleset_id, content in rows}


def settled_before(
    order_ids: Sequence[int], *, merchant_id: int
) -> tuple[dict[int, FrozenSettlement], dict[int, FrozenRuleset]]:
    """Earlier settlements by order, and by id the rulesets they keep and the one in force, which has the highest id.

    Orders that never were payable have no settlement. One statement for any number of them.
    """
    settlements, sets = {}, {}
    with connection.cursor() as cursor:
        cursor.execute(_SETTLED, [merchant_id, list(order_ids), merchant_id, merchant_id])
        for order_id, ruleset_id, text, kept, awards in cursor.fetchall():
            if order_id is None:
                sets[ruleset_id] = read_frozen(ruleset_id, text)
            else:
                given = _given(awards)
                settlements[order_id] = FrozenSettlement(ruleset_id, Refusal(text), given, **_kept(kept))
    return settlements, sets


def _pairs(numbers: Mapping[int, int]) -> list[list[int]]:
    """JSON has no numbers for names."""
    return [list(pair) for pair in numbers.items()]


def _kept(kept: str | None) -> dict[str, Any]:
    if kept is None:
        return {}
    said = json.loads(kept)
    return {
        "buyer": Buyer.from_json(said["buyer"]) if said.get("buyer") else NOBODY,
        "refused": frozenset(said.get("refused", ())),
        "tier": said.get("tier"),
        **{name: dict(said.get(name, ())) for name in ("rooms", *_NUMBERS)},
    }


def _given(awards: str | None) -> dict[int, Given]:
    return {
        rule_id: Given(
            points, step, forgiven, available_at and datetime.fromisoformat(available_at), award_id
        )
        for rule_id, points, step, forgiven, available_at, award_id in json.loads(awards or "[]")
    }


# Part of a statement: the id of the rules that decide what happens now.
IN_FORCE = "SELECT max(id) FROM earning_ruleset WHERE merchant_id = %(merchant)s::bigint"
_RULESETS = f"""
SELECT id, content::text FROM earning_ruleset
WHERE merchant_id = %(merchant)s::bigint AND (id = ANY (%(ids)s::bigint[]) OR id = ({IN_FORCE}))
"""
# OFFSET 0 hides from the planner that the merchant is a constant, of whom it may know nothing yet.
_SETTLED = """
WITH settled AS MATERIALIZED (
    SELECT s.order_id, s.ruleset_id, s.refusal, nullif(s.kept, '{}')::text AS kept, (
        SELECT jsonb_agg(jsonb_build_array(a.rule_id, a.points, a.step, a.forgiven, a.available_at, a.id))::text
        FROM earning_award a
        WHERE a.merchant_id = s.merchant_id AND a.order_id = s.order_id
    ) AS awards
    FROM (SELECT %s::bigint AS merchant_id, id FROM unnest(%s::bigint[]) AS id OFFSET 0) AS asked
    JOIN earning_settlement s ON s.merchant_id = asked.merchant_id AND s.order_id = asked.id
)
SELECT order_id, ruleset_id, refusal, kept, awards FROM settled
UNION ALL
SELECT NULL, ruleset.id, ruleset.content::text, NULL, NULL
FROM earning_ruleset ruleset
WHERE ruleset.merchant_id = %s AND ruleset.id IN (
    SELECT ruleset_id FROM settled
    UNION SELECT max(id) FROM earning_ruleset WHERE merchant_id = %s
)
"""
