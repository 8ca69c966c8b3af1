"""What every condition can do."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, NamedTuple, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from earning.conditions.occasions import EVERY, Occasion, occasion_of
from earning.conditions.questions import Answer, Known, Question
from earning.conditions.subject import Need, Subject
from loyalty.errors import Refused
from loyalty.orders.snapshots import LineFacts

MOST_VALUES = 1000
NOT_MET = "conditions_not_met"


class InvalidCondition(Refused):
    """`field` names the condition that makes no sense."""

    code = "invalid_condition"
    message = gettext_lazy("This condition is incomplete, or can never be met.")


class ConditionDoesNotFit(Refused):
    """`field` names the condition that can be asked of other actions only."""

    code = "condition_does_not_fit"
    message = gettext_lazy("“%(label)s” cannot be asked of this way to earn.")


class Verdict(NamedTuple):
    """Whether a condition is met, and the value it was asked of, as JSON."""

    passed: bool
    seen: Any = None


@dataclass(frozen=True, slots=True)
class Words:
    """How ids are called on a page, and the currency that amounts are in."""

    currency: str
    stores: Mapping[int, str] = field(default_factory=dict)
    tiers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Condition(ABC):
    """`code` is how it is stored; `refusal` what a sender is told when it alone is why nothing was earned.

    It can be asked of the `occasions` only: of a birthday nothing was bought.
    `questions` are what a person fills in to make one.
    """

    code: ClassVar[str]
    label: ClassVar[StrOrPromise]
    refusal: ClassVar[str] = NOT_MET
    needs: ClassVar[frozenset[Need]] = frozenset()
    questions: ClassVar[tuple[Question, ...]] = ()
    occasions: ClassVar[frozenset[Occasion]] = EVERY

    @classmethod
    def fits(cls, action: str) -> bool:
        """Whether a rule about this action of the catalogue can ask it."""
        return occasion_of(action) in cls.occasions

    @abstractmethod
    def holds(self, subject: Subject) -> Verdict:
        """Whether an order or an activity meets it."""

    @abstractmethod
    def sentence(self, words: Words) -> str:
        """What it asks, as customers and teams read it."""

    def excludes(self, other: "Condition") -> bool:  # noqa: ARG002 -- most conditions can always be met together
        """Whether nothing can ever meet both."""
        return False

    def seen_text(self, seen: Any, words: Words) -> str:  # noqa: ARG002 -- amounts and ids look them up
        """The value that was seen, as people read it."""
        if seen is None or seen == []:
            return _("nothing known")
        if isinstance(seen, bool):
            return _("yes") if seen else _("no")
        return ", ".join(map(str, seen)) if isinstance(seen, list) else str(seen)

    def check(self) -> None:
        """Refuses (`InvalidCondition`) values that make no sense."""
        if not self.is_sensible:
            raise InvalidCondition(field=self.code)

    @property
    def is_sensible(self) -> bool:
        """Whether anything can meet it."""
        return True

    def as_json(self) -> dict[str, Any]:
        """What a rule's version keeps."""
        values = {
            name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()
        }
        return {"type": self.code, **values}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The condition that was kept."""
        return cls(
            **{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
        )


@dataclass(frozen=True, slots=True)
class OneOf(Condition):
    """Asks whether something is among `values`, or with `is_excluding` that it is not.

    `known` is where the values come from; `is_single` whether whatever is asked about can only have one of them.
    """

    known: ClassVar[Known] = Known.ANYTHING
    is_single: ClassVar[bool] = False
    questions: ClassVar[tuple[Question, ...]] = (
        Question("is_excluding", Answer.SIDE, gettext_lazy("It counts for")),
        Question("values", Answer.NAMES, gettext_lazy("Which ones")),
    )

    values: tuple[str, ...]
    is_excluding: bool = False

    @property
    def is_sensible(self) -> bool:
        return 0 < len(self.values) <= MOST_VALUES and all(map(self.can_be, self.values))

    def excludes(self, other: Condition) -> bool:
        if not isinstance(other, type(self)):
            return False
        mine, others = set(self.values), set(other.values)
        if self.is_excluding or other.is_excluding:
            wanted, barred = (others, mine) if self.is_excluding else (mine, others)
            return self.is_excluding is not other.is_excluding and wanted <= barred
        return self.is_single and not mine & others

    def can_be(self, value: str) -> bool:
        """Whether it is a value of this kind."""
        return bool(value.strip())

    def sentence(self, words: Words) -> str:
        values = ", ".join(self.names(words))
        if self.is_excluding:
            return _("%(label)s: all but %(values)s") % {"label": self.label, "values": values}
        return _("%(label)s: only %(values)s") % {"label": self.label, "values": values}

    def names(self, words: Words) -> list[str]:  # noqa: ARG002 -- those whose values are ids look them up
        """The values as people know them."""
        return list(self.values)

    def judge(self, *seen: str | None) -> Verdict:
        """The verdict on something of which these are the values."""
        known = [value for value in seen if value]
        is_among = any(value in self.values for value in known)
        return Verdict(is_among is not self.is_excluding, known)


@dataclass(frozen=True, slots=True)
class LineCondition(OneOf):
    """Narrows an order to the lines that meet it. An order whose lines are unknown has none of the values."""

    occasions: ClassVar[frozenset[Occasion]] = frozenset({Occasion.ORDER})

    @abstractmethod
    def values_of(self, line: LineFacts) -> tuple[str, ...]:
        """What of a line is looked at."""

    def keeps(self, line: LineFacts) -> bool:
        """Whether a rule with this condition gives points for the line."""
        return any(value in self.values for value in self.values_of(line)) is not self.is_excluding

    def holds(self, subject: Subject) -> Verdict:
        seen = dict.fromkeys(value for line in subject.lines for value in self.values_of(line) if value)
        passed = any(map(self.keeps, subject.lines)) if subject.lines else self.is_excluding
        return Verdict(passed, list(seen))
