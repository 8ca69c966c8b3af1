"""What a rule said before, who changed it, and when it was switched on or off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.utils.translation import gettext as _

from earning.explanation import sentence_of
from earning.models import Rule, RuleVersion
from loyalty.audit.models import AuditEvent
from loyalty.flows.rules import SUBJECT

SWITCHES = ("rule.switched_on", "rule.switched_off")


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the history. `differences` are pairs of what it was and what it became, with a label."""

    title: str
    at: datetime
    author: str
    icon: str
    differences: tuple[tuple[str, str, str], ...] = ()
    said: str = ""
    is_current: bool = False


def changes_of(rule: Rule, versions: Sequence[RuleVersion], *, currency: str) -> list[Change]:
    """Versions and switches, newest first; `versions` are all of the rule's, newest first."""
    edits = [_edit(after, before, currency, rule) for after, before in pairwise(versions)]
    return sorted(
        [*edits, _creation(versions[-1], currency, rule), *_switches(rule)],
        key=lambda change: change.at,
        reverse=True,
    )


def _edit(after: RuleVersion, before: RuleVersion, currency: str, rule: Rule) -> Change:
    readings = (
        (_("Name"), before.name, after.name),
        (_("Earning value"), sentence_of(before, currency=currency), sentence_of(after, currency=currency)),
    )
    return Change(
        title=_("Version %(number)s") % {"number": after.number},
        at=after.created_at,
        author=str(after.author or ""),
        icon="pencil",
        differences=tuple(reading for reading in readings if reading[1] != reading[2]),
        is_current=after.number == rule.version,
    )


def _creation(version: RuleVersion, currency: str, rule: Rule) -> Change:
    return Change(
        title=_("Created"),
        at=version.created_at,
        author=str(version.author or ""),
        icon="plus",
        said=sentence_of(version, currency=currency),
        is_current=version.number == rule.version,
    )


def _switches(rule: Rule) -> list[Change]:
    events = AuditEvent.objects.filter(subject=SUBJECT, subject_id=rule.pk, action__in=SWITCHES)
    return [_switch(event) for event in events.select_related("actor").order_by("-id")]


def _switch(event: AuditEvent) -> Change:
    is_on = event.action == SWITCHES[0]
    return Change(
        title=_("Enabled") if is_on else _("Disabled"),
        at=event.at,
        author=str(event.actor or ""),
        icon="circle-play" if is_on else "circle-pause",
    )
