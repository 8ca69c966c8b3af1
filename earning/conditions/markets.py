from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from earning.conditions.condition import OneOf, Verdict, Words
from earning.conditions.occasions import Occasion
from earning.conditions.subject import Subject
from loyalty.customers.mapping import language_code
from loyalty.ui.formats import active_locale


@dataclass(frozen=True, slots=True)
class Channels(OneOf):
    """`values` are the shop's own words for where it sells, such as web or pos, in small or large letters."""

    code: ClassVar[str] = "channels"
    label: ClassVar[StrOrPromise] = gettext_lazy("Sales channels")
    occasions: ClassVar[frozenset[Occasion]] = frozenset({Occasion.ORDER})
    is_single: ClassVar[bool] = True

    def holds(self, subject: Subject) -> Verdict:
        channel = subject.channel
        is_among = channel.casefold() in {" ".join(value.split()).casefold() for value in self.values}
        return Verdict(is_among is not self.is_excluding, [channel] if channel else [])


@dataclass(frozen=True, slots=True)
class Countries(OneOf):
    """`values` are codes such as SE (ISO 3166): where the order goes, or else where who pays for it lives."""

    code: ClassVar[str] = "countries"
    label: ClassVar[StrOrPromise] = gettext_lazy("Countries")
    occasions: ClassVar[frozenset[Occasion]] = frozenset({Occasion.ORDER})
    is_single: ClassVar[bool] = True

    def can_be(self, value: str) -> bool:
        return value.isalpha() and value.upper() in active_locale().territories

    def holds(self, subject: Subject) -> Verdict:
        country = subject.country
        is_among = country in map(str.upper, self.values)
        return Verdict(is_among is not self.is_excluding, [country] if country else [])

    def names(self, words: Words) -> list[str]:  # noqa: ARG002 -- countries need no other words
        return list(map(_country, self.values))

    def seen_text(self, seen: list[str], words: Words) -> str:
        return OneOf.seen_text(self, list(map(_country, seen)), words)


@dataclass(frozen=True, slots=True)
class Locales(OneOf):
    """`values` are codes such as pt-BR; one of a language alone, such as sv, stands for all of its regions."""

    code: ClassVar[str] = "locales"
    label: ClassVar[StrOrPromise] = gettext_lazy("Languages of the order")
    occasions: ClassVar[frozenset[Occasion]] = frozenset({Occasion.ORDER})
    is_single: ClassVar[bool] = True

    def can_be(self, value: str) -> bool:
        return bool(language_code(value))

    def holds(self, subject: Subject) -> Verdict:
        locale = subject.locale
        is_among = any(f"{locale}-".startswith(f"{language_code(value)}-") for value in self.values)
        return Verdict(is_among is not self.is_excluding, [locale] if locale else [])


def _country(code: str) -> str:
    """In the language of the page."""
    return str(active_locale().territories.get(code.upper(), code))
