from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from babel.dates import get_day_names
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from earning.conditions.condition import Condition, Verdict, Words
from earning.conditions.occasions import EVERY, Occasion
from earning.conditions.questions import Answer, Question
from earning.conditions.subject import Subject
from loyalty.ui.formats import active_locale, format_moment


@dataclass(frozen=True, slots=True)
class Weekdays(Condition):
    """The day on the merchant's calendar; Monday is 1, Sunday 7."""

    code: ClassVar[str] = "weekdays"
    label: ClassVar[StrOrPromise] = gettext_lazy("Weekdays")
    occasions: ClassVar[frozenset[Occasion]] = EVERY - {Occasion.BIRTHDAY}
    questions: ClassVar[tuple[Question, ...]] = (Question("days", Answer.WEEKDAYS, gettext_lazy("Earns on")),)

    days: tuple[int, ...]

    @property
    def is_sensible(self) -> bool:
        return len(self.days) > 0 and set(self.days) <= set(range(1, 8))

    def holds(self, subject: Subject) -> Verdict:
        day = subject.happened_at.astimezone(subject.timezone).isoweekday()
        return Verdict(day in self.days, day)

    def excludes(self, other: Condition) -> bool:
        return isinstance(other, Weekdays) and not set(self.days) & set(other.days)

    def sentence(self, words: Words) -> str:  # noqa: ARG002 -- days need no other words
        return _("On %(days)s") % {"days": ", ".join(map(_day_name, self.days))}

    def seen_text(self, seen: int, words: Words) -> str:  # noqa: ARG002 -- days need no other words
        return _day_name(seen)


@dataclass(frozen=True, slots=True)
class Window(Condition):
    """From `starts_at` until before `ends_at`. A rule's own dates are asked like this."""

    code: ClassVar[str] = "window"
    label: ClassVar[StrOrPromise] = gettext_lazy("Dates")

    starts_at: datetime | None = None
    ends_at: datetime | None = None

    @property
    def is_sensible(self) -> bool:
        return not (self.starts_at and self.ends_at) or self.starts_at < self.ends_at

    def holds(self, subject: Subject) -> Verdict:
        at = subject.happened_at
        has_begun = self.starts_at is None or self.starts_at <= at
        return Verdict(has_begun and (self.ends_at is None or at < self.ends_at), at.isoformat())

    def excludes(self, other: Condition) -> bool:
        if not isinstance(other, Window):
            return False
        is_over = self.ends_at and other.starts_at and self.ends_at <= other.starts_at
        is_later = self.starts_at and other.ends_at and other.ends_at <= self.starts_at
        return bool(is_over or is_later)

    def sentence(self, words: Words) -> str:  # noqa: ARG002 -- dates need no other words
        texts = {
            "start": format_moment(self.starts_at) if self.starts_at else "",
            "end": format_moment(self.ends_at) if self.ends_at else "",
        }
        if self.starts_at and self.ends_at:
            return _("From %(start)s until %(end)s") % texts
        return (_("From %(start)s") if self.starts_at else _("Until %(end)s")) % texts

    def seen_text(self, seen: str, words: Words) -> str:  # noqa: ARG002 -- dates need no other words
        return format_moment(datetime.fromisoformat(seen))


def _day_name(day: int) -> str:
    """Of the ISO day of the week, in the language of the page."""
    return str(get_day_names(locale=active_locale())[day - 1])
