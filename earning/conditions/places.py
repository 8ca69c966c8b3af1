from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from earning.conditions.condition import OneOf, Verdict, Words
from earning.conditions.occasions import Occasion
from earning.conditions.questions import Known
from earning.conditions.subject import Subject


@dataclass(frozen=True, slots=True)
class Stores(OneOf):
    """`values` are the ids of the merchant's stores, as text."""

    code: ClassVar[str] = "stores"
    label: ClassVar[StrOrPromise] = gettext_lazy("Stores")
    occasions: ClassVar[frozenset[Occasion]] = frozenset({Occasion.ORDER})
    known: ClassVar[Known] = Known.STORES
    is_single: ClassVar[bool] = True

    def can_be(self, value: str) -> bool:
        return value.isdecimal()

    def holds(self, subject: Subject) -> Verdict:
        return self.judge(str(subject.store_id) if subject.store_id else None)

    def names(self, words: Words) -> list[str]:
        return [words.stores.get(int(value), value) for value in self.values]

    def seen_text(self, seen: list[str], words: Words) -> str:
        return OneOf.seen_text(self, [words.stores.get(int(value), value) for value in seen], words)


@dataclass(frozen=True, slots=True)
class Currencies(OneOf):
    """`values` are codes such as SEK (ISO 4217)."""

    code: ClassVar[str] = "currencies"
    label: ClassVar[StrOrPromise] = gettext_lazy("Currencies")
    occasions: ClassVar[frozenset[Occasion]] = frozenset({Occasion.ORDER})
    known: ClassVar[Known] = Known.CURRENCIES
    is_single: ClassVar[bool] = True

    def holds(self, subject: Subject) -> Verdict:
        return self.judge(subject.currency)
