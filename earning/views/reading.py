"""How a rule reads to people: the sentence, what it asks, and the examples beside its form."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django_stubs_ext import StrOrPromise

from earning.actions import CustomerText, RuleTerms
from earning.catalogue import EarningAction
from earning.explanation import Example, dates_text, examples_of, limits_of, sentence_of, words_for
from earning.models import ValueType
from loyalty.merchants.models import Merchant, Rounding


@dataclass(frozen=True, slots=True)
class Preview:
    """What customers of one language see."""

    language: str
    called: StrOrPromise
    title: str
    value: str
    text: str
    link: str


@dataclass(frozen=True, slots=True)
class Reading:
    """`asks` is all that must hold, `rounding` how the programme rounds where the rule leaves anything to round."""

    sentence: str
    limits: list[str]
    asks: list[str]
    examples: list[Example]
    rounding: str
    icon: str
    previews: list[Preview]


def reading_of(terms: RuleTerms, *, action: EarningAction, merchant: Merchant) -> Reading:
    """What the page says about terms, saved or still being typed."""
    rounding = Rounding(merchant.program.rounding)
    leaves_parts = terms.value_type == ValueType.PER_AMOUNT and not terms.has_whole_units
    examples = examples_of(terms, currency=merchant.currency, rounding=rounding)
    words = words_for(terms.conditions, currency=merchant.currency)
    dates = dates_text(terms)
    return Reading(
        sentence=sentence_of(terms, currency=merchant.currency),
        limits=limits_of(terms, unit=action.unit),
        asks=[*([dates] if dates else []), *(condition.sentence(words) for condition in terms.conditions)],
        examples=examples if action.is_per_amount else [],
        rounding=str(rounding.label) if leaves_parts else "",
        icon=terms.icon or action.icon,
        previews=[_preview(terms, code, called, merchant.currency) for code, called in settings.LANGUAGES],
    )


def _preview(terms: RuleTerms, language: str, called: StrOrPromise, currency: str) -> Preview:
    said = terms.texts.get(language, CustomerText())
    with translation.override(language):
        value = sentence_of(terms, currency=currency)
    return Preview(language, called, said.title or terms.name, value, said.text, said.link)
