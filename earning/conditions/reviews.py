from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrOrPromise

from earning.conditions.condition import Condition, Verdict, Words
from earning.conditions.occasions import Occasion
from earning.conditions.questions import Answer, Question
from earning.conditions.subject import Need, Subject

LONGEST_REVIEW = 100_000


@dataclass(frozen=True, slots=True)
class VerifiedPurchase(Condition):
    """The order or product that the activity names is one that the customer paid for."""

    code: ClassVar[str] = "verified_purchase"
    label: ClassVar[StrOrPromise] = gettext_lazy("Verified purchase")
    occasions: ClassVar[frozenset[Occasion]] = frozenset({Occasion.ACTIVITY})
    refusal: ClassVar[str] = "purchase_required"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.PURCHASE})

    def holds(self, subject: Subject) -> Verdict:
        return Verdict(subject.has_purchased is True, subject.has_purchased)

    def sentence(self, words: Words) -> str:  # noqa: ARG002 -- there is nothing to name
        return _("Only for what the customer bought")


@dataclass(frozen=True, slots=True)
class MinimumReview(Condition):
    """The review is at least so many characters long."""

    code: ClassVar[str] = "minimum_review"
    label: ClassVar[StrOrPromise] = gettext_lazy("Length of the review")
    occasions: ClassVar[frozenset[Occasion]] = frozenset({Occasion.ACTIVITY})
    refusal: ClassVar[str] = "review_too_short"
    questions: ClassVar[tuple[Question, ...]] = (
        Question(
            "characters",
            Answer.NUMBER,
            gettext_lazy("Reviews of at least"),
            gettext_lazy("characters"),
            LONGEST_REVIEW,
        ),
    )

    characters: int

    @property
    def is_sensible(self) -> bool:
        return 0 < self.characters <= LONGEST_REVIEW

    def holds(self, subject: Subject) -> Verdict:
        length = subject.text_length
        return Verdict(length is not None and length >= self.characters, length)

    def sentence(self, words: Words) -> str:  # noqa: ARG002 -- there is nothing to name
        return ngettext(
            "Reviews of at least %(count)d character",
            "Reviews of at least %(count)d characters",
            self.characters,
        ) % {"count": self.characters}
