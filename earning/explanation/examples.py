"""What a rule would give for orders of some size, by the arithmetic that real orders go through."""

from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_currency_precision

from earning.actions import RuleTerms
from earning.arithmetic import points_for
from earning.catalogue import PLACE_ORDER
from earning.models import ValueType
from earning.snapshots import FrozenRule
from loyalty.merchants.models import Rounding

# Sizes in units of the rule's own amount: below it, with a part left over, and large.
SIZES = (Decimal("0.9"), Decimal("49.9"), Decimal(250))


@dataclass(frozen=True, slots=True)
class Example:
    """An order of `cents` in the programme's currency, and what it gives."""

    cents: int
    points: int


def examples_of(terms: RuleTerms, *, currency: str, rounding: Rounding) -> list[Example]:
    """Three orders that show how parts of the amount count; one where every order gives the same."""
    unit = terms.amount_cents or 10 ** get_currency_precision(currency)
    sizes = SIZES if terms.value_type == ValueType.PER_AMOUNT else SIZES[1:2]
    return [
        Example(cents, points_of(terms, cents=cents, rounding=rounding))
        for cents in (int(unit * size) for size in sizes)
    ]


def points_of(terms: RuleTerms, *, cents: int, rounding: Rounding) -> int:
    """What an order of so much gives, by the arithmetic that real orders go through."""
    rule = FrozenRule(
        rule_id=0,
        version_id=0,
        number=0,
        action=PLACE_ORDER.code,
        name=terms.name,
        value_type=terms.value_type,
        points=terms.points,
        amount_cents=terms.amount_cents,
        has_whole_units=terms.has_whole_units,
    )
    return points_for(rule, cents=cents, rounding=rounding)
