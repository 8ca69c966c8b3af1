"""How a rule reads to people: the sentence and the examples beside its form."""

from dataclasses import dataclass

from earning.actions import RuleTerms
from earning.catalogue import EarningAction
from earning.conditions import conditions_from
from earning.explanation import Example, examples_of, sentence_of
from earning.models import RuleVersion, ValueType
from loyalty.merchants.models import Merchant, Rounding


@dataclass(frozen=True, slots=True)
class Reading:
    """`rounding` is how the programme rounds, where the rule leaves anything to round."""

    sentence: str
    examples: list[Example]
    rounding: str


def reading_of(terms: RuleTerms, *, action: EarningAction, merchant: Merchant) -> Reading:
    """What the page says about terms, saved or still being typed."""
    rounding = Rounding(merchant.program.rounding)
    leaves_parts = terms.value_type == ValueType.PER_AMOUNT and not terms.has_whole_units
    examples = examples_of(terms, currency=merchant.currency, rounding=rounding)
    return Reading(
        sentence=sentence_of(terms, currency=merchant.currency),
        examples=examples if action.is_per_amount else [],
        rounding=str(rounding.label) if leaves_parts else "",
    )


def terms_of(version: RuleVersion) -> RuleTerms:
    """What a version says."""
    return RuleTerms(
        version.name,
        ValueType(version.value_type),
        version.points,
        version.amount_cents,
        version.has_whole_units,
        conditions_from(version.conditions),
        version.starts_at,
        version.ends_at,
        version.limit_count,
        version.limit_period,
        version.limit_days,
        version.cap_points,
        version.cap_period,
    )
