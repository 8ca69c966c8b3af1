"""How customers can be asked about: one of some answers, or a number from here to there."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from django_stubs_ext import StrOrPromise

from loyalty.customers.models import CustomerQuerySet
from loyalty.ui.formats import format_range

Choices = list[tuple[str, StrOrPromise]]
LONGEST_NUMBER = 10


class Criterion(ABC):
    """One question about customers. `names` are its parameters in the address and its keys in a segment."""

    label: ClassVar[StrOrPromise]

    @property
    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """By what it is asked."""

    @abstractmethod
    def told(self, asked: Mapping[str, str], merchant_id: int) -> StrOrPromise:
        """What is asked, in words; blank where nothing is."""

    @abstractmethod
    def narrow(
        self, customers: CustomerQuerySet, asked: Mapping[str, str], *, at: datetime
    ) -> CustomerQuerySet:
        """The customers for whom that is the answer; what is none changes nothing."""


class Range(Criterion):
    """A whole number from here to there, both included; either end may be open."""

    name: ClassVar[str]

    @property
    def names(self) -> tuple[str, ...]:
        return (f"{self.name}_from", f"{self.name}_to")

    def ends(self, asked: Mapping[str, str]) -> tuple[int | None, int | None]:
        """The two ends; None for one that is open, or is no number."""
        least, most = (whole_in(asked.get(name, "")) for name in self.names)
        return least, most

    def told(self, asked: Mapping[str, str], merchant_id: int) -> str:  # noqa: ARG002 -- every criterion is told
        return format_range(*self.ends(asked))

    def narrow(
        self,
        customers: CustomerQuerySet,
        asked: Mapping[str, str],
        *,
        at: datetime,  # noqa: ARG002 -- every criterion is told
    ) -> CustomerQuerySet:
        least, most = self.ends(asked)
        return customers if least is most is None else self.between(customers, least, most)

    @abstractmethod
    def between(self, customers: CustomerQuerySet, least: int | None, most: int | None) -> CustomerQuerySet:
        """The customers in the range, of which one end at least is said."""


class Choice(Criterion):
    """One of some answers."""

    name: ClassVar[str]

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    def told(self, asked: Mapping[str, str], merchant_id: int) -> StrOrPromise:
        value = asked.get(self.name, "")
        return dict(self.choices(merchant_id)).get(value, value)

    def narrow(
        self, customers: CustomerQuerySet, asked: Mapping[str, str], *, at: datetime
    ) -> CustomerQuerySet:
        value = asked.get(self.name, "")
        return self.chosen(customers, value, at=at) if value else customers

    @abstractmethod
    def choices(self, merchant_id: int) -> Choices:
        """The possible answers."""

    @abstractmethod
    def chosen(self, customers: CustomerQuerySet, value: str, *, at: datetime) -> CustomerQuerySet:
        """The customers for whom that is the answer; what is none changes nothing."""


def number_in(value: str) -> int:
    """A number of days, orders or the like; 0 for what is none."""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= LONGEST_NUMBER else 0


def whole_in(value: str) -> int | None:
    """A whole number, with a minus sign perhaps; None for what is none, or is longer than any balance."""
    digits = value.strip().removeprefix("-")
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER
    return int(value) if is_number else None
