"""Whether a rule counts now, as the list and its page say it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from earning.models import Rule, RuleVersion


@dataclass(frozen=True, slots=True)
class Status:
    """A badge; `moment` is when the rule starts or ended."""

    label: str
    tone: str = ""
    icon: str = ""
    moment: datetime | None = None


def status_of(rule: Rule, version: RuleVersion, *, absence: StrOrPromise, at: datetime) -> Status:
    """What holds a rule back, the first thing first, or that it is active. `absence` is its action's."""
    if not rule.is_active:
        return Status(_("Disabled"))
    if absence:
        return Status(str(absence), "warn", "unplug")
    if version.ends_at and version.ends_at <= at:
        return Status(_("Ended"), "", "", version.ends_at)
    if version.starts_at and version.starts_at > at:
        return Status(_("Not started"), "info", "clock", version.starts_at)
    return Status(_("Active"), "good")
