"""Filters above a list: a question, its possible answers, and the one that is chosen."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from django_stubs_ext import StrOrPromise

from loyalty.ui.formats import format_range


@dataclass(frozen=True)
class Choice:
    """One possible answer."""

    value: str
    label: StrOrPromise
    is_chosen: bool


@dataclass(frozen=True)
class Filter:
    """`name` is the parameter in the address."""

    name: str
    label: StrOrPromise
    choices: tuple[Choice, ...]

    @property
    def chosen(self) -> Choice | None:
        return next((choice for choice in self.choices if choice.is_chosen), None)

    @property
    def value(self) -> str:
        return self.chosen.value if self.chosen else ""


@dataclass(frozen=True)
class RangeFilter:
    """A number from here to there, typed into `name` with `_from` and `_to`; None is an open end."""

    name: str
    label: StrOrPromise
    least: int | None
    most: int | None

    is_range: ClassVar[bool] = True

    @property
    def names(self) -> tuple[str, str]:
        """The parameters in the address."""
        return f"{self.name}_from", f"{self.name}_to"

    @property
    def told(self) -> str:
        """What is asked, in words; blank where nothing is."""
        return format_range(self.least, self.most)


def make_filter(
    name: str, label: StrOrPromise, choices: Iterable[tuple[str, StrOrPromise]], *, asked: str
) -> Filter:
    """A filter with `asked` chosen, or nothing chosen where `asked` is none of the choices."""
    return Filter(name, label, tuple(Choice(value, text, value == asked) for value, text in choices))
