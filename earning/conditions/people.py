from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrOrPromise

from earning.conditions.condition import Condition, OneOf, Verdict, Words
from earning.conditions.occasions import EVERY, Occasion
from earning.conditions.questions import Answer, Known, Question
from earning.conditions.subject import Need, Subject
from loyalty.customers.mapping import tag_key

LONGEST_DAYS = 36_500


@dataclass(frozen=True, slots=True)
class CustomerTags(OneOf):
    """The customer has one of these tags, or with `is_excluding` none of them."""

    code: ClassVar[str] = "customer_tags"
    label: ClassVar[StrOrPromise] = gettext_lazy("Customer tags")
    needs: ClassVar[frozenset[Need]] = frozenset({Need.BUYER})
    known: ClassVar[Known] = Known.TAGS

    def can_be(self, value: str) -> bool:
        return bool(tag_key(value))

    def holds(self, subject: Subject) -> Verdict:
        """Spellings of one tag are one tag, as customers have it."""
        tags = subject.buyer.tags
        is_among = not set(tags).isdisjoint(map(tag_key, self.values))
        return Verdict(is_among is not self.is_excluding, list(tags))


@dataclass(frozen=True, slots=True)
class Tiers(OneOf):
    """The VIP tier held before the order or activity (S12). `values` are the ids of tiers, as text."""

    code: ClassVar[str] = "tiers"
    label: ClassVar[StrOrPromise] = gettext_lazy("VIP tiers")
    occasions: ClassVar[frozenset[Occasion]] = EVERY - {Occasion.JOINING}
    needs: ClassVar[frozenset[Need]] = frozenset({Need.TIER})
    known: ClassVar[Known] = Known.TIERS
    is_single: ClassVar[bool] = True

    def holds(self, subject: Subject) -> Verdict:
        return self.judge(subject.buyer.tier)

    def names(self, words: Words) -> list[str]:
        return [words.tiers.get(value, value) for value in self.values]

    def seen_text(self, seen: list[str], words: Words) -> str:
        return OneOf.seen_text(self, [words.tiers.get(value, value) for value in seen], words)


@dataclass(frozen=True, slots=True)
class AccountAge(Condition):
    """The account is at least so many days old."""

    code: ClassVar[str] = "account_age"
    label: ClassVar[StrOrPromise] = gettext_lazy("Age of the account")
    occasions: ClassVar[frozenset[Occasion]] = EVERY - {Occasion.JOINING}
    needs: ClassVar[frozenset[Need]] = frozenset({Need.BUYER})
    questions: ClassVar[tuple[Question, ...]] = (
        Question(
            "days", Answer.NUMBER, gettext_lazy("Accounts of at least"), gettext_lazy("days"), LONGEST_DAYS
        ),
    )

    days: int

    @property
    def is_sensible(self) -> bool:
        return 0 < self.days <= LONGEST_DAYS

    def holds(self, subject: Subject) -> Verdict:
        joined_at = subject.buyer.joined_at
        if joined_at is None:
            return Verdict(False)
        age = subject.happened_at - joined_at
        return Verdict(age >= timedelta(days=self.days), age.days)

    def sentence(self, words: Words) -> str:  # noqa: ARG002 -- days need no other words
        return ngettext(
            "Accounts of at least %(days)d day", "Accounts of at least %(days)d days", self.days
        ) % {"days": self.days}


@dataclass(frozen=True, slots=True)
class OrderNumber(Condition):
    """The customer's first order, or their Nth."""

    code: ClassVar[str] = "order_number"
    label: ClassVar[StrOrPromise] = gettext_lazy("First or Nth order")
    occasions: ClassVar[frozenset[Occasion]] = frozenset({Occasion.ORDER})
    needs: ClassVar[frozenset[Need]] = frozenset({Need.BUYER, Need.ORDER_NUMBER})
    questions: ClassVar[tuple[Question, ...]] = (
        Question("number", Answer.NUMBER, gettext_lazy("Which order; 1 is the first"), most=LONGEST_DAYS),
    )

    number: int = 1

    @property
    def is_sensible(self) -> bool:
        return 0 < self.number <= LONGEST_DAYS

    def holds(self, subject: Subject) -> Verdict:
        number = subject.buyer.order_number
        return Verdict(number == self.number, number)

    def excludes(self, other: Condition) -> bool:
        return isinstance(other, OrderNumber) and other.number != self.number

    def sentence(self, words: Words) -> str:  # noqa: ARG002 -- numbers need no other words
        if self.number == 1:
            return _("The customer’s first order")
        return _("The customer’s order number %(number)d") % {"number": self.number}
