from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from earning.conditions.condition import Condition, Verdict, Words
from earning.conditions.occasions import Occasion
from earning.conditions.questions import Answer, Question
from earning.conditions.subject import Subject
from loyalty.ui.formats import format_money


@dataclass(frozen=True, slots=True)
class MinimumOrder(Condition):
    """At least so much of the order is left, in the programme's currency: refunds below it take all points (S5)."""

    code: ClassVar[str] = "minimum_order"
    label: ClassVar[StrOrPromise] = gettext_lazy("Minimum order value")
    occasions: ClassVar[frozenset[Occasion]] = frozenset({Occasion.ORDER})
    questions: ClassVar[tuple[Question, ...]] = (
        Question("cents", Answer.MONEY, gettext_lazy("Orders of at least")),
    )

    cents: int

    @property
    def is_sensible(self) -> bool:
        return self.cents > 0

    def holds(self, subject: Subject) -> Verdict:
        cents = subject.earning_cents
        return Verdict(cents is not None and cents >= self.cents, cents)

    def sentence(self, words: Words) -> str:
        return _("Orders of at least %(amount)s") % {"amount": format_money(self.cents, words.currency)}

    def seen_text(self, seen: int | None, words: Words) -> str:
        if seen is None:
            return Condition.seen_text(self, seen, words)
        return format_money(seen, words.currency)
