"""What a campaign said before, and who changed it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from earning.explanation import sentence_of_campaign
from earning.models import Campaign, Overlap, RuleVersion
from loyalty.audit.models import AuditEvent
from loyalty.flows.campaigns import SUBJECT
from loyalty.merchants.models import Store
from loyalty.ui.formats import format_moment, format_points

TITLES: dict[str, tuple[Callable[[], str], str]] = {
    "campaign.created": (lambda: _("Created"), "plus"),
    "campaign.revised": (lambda: _("Changed"), "pencil"),
    "campaign.switched_on": (lambda: _("Enabled"), "circle-play"),
    "campaign.switched_off": (lambda: _("Disabled"), "circle-pause"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the history. `differences` are a label, what it was and what it became."""

    title: str
    at: datetime
    author: str
    icon: str
    differences: tuple[tuple[str, str, str], ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What an event kept of what a campaign gives."""

    multiplier: Decimal
    extra_points: int


def changes_of_campaign(campaign: Campaign) -> list[Change]:
    """Everything that was done to it, newest first: three queries."""
    events = AuditEvent.objects.filter(subject=SUBJECT, subject_id=campaign.pk).select_related("actor")
    words = _Words()
    return [_change(event, words) for event in events.order_by("-id")]


def _change(event: AuditEvent, words: "_Words") -> Change:
    title, icon = TITLES[event.action]
    is_edit = event.action == "campaign.revised"
    return Change(
        title=title(),
        at=event.at,
        author=str(event.actor or ""),
        icon=icon,
        differences=tuple(words.differences(event.before, event.after)) if is_edit else (),
        said=_said(event.after) if event.action == "campaign.created" else "",
    )


def _said(after: Mapping[str, Any]) -> str:
    return sentence_of_campaign(_Kept(Decimal(after["multiplier"]), after["extra_points"]))


class _Words:
    """How the values of an event read."""

    def __init__(self) -> None:
        versions = RuleVersion.objects.order_by("rule_id", "number").values_list("rule_id", "name")
        self._rules = dict(versions)
        self._stores = dict(Store.objects.values_list("pk", "name"))

    def differences(
        self, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> Iterator[tuple[str, str, str]]:
        for name, label in self._labels().items():
            if name in after:
                yield label, self._text(name, before[name]), self._text(name, after[name])

    def _labels(self) -> dict[str, str]:
        return {
            "name": _("Name"),
            "starts_at": _("Starts"),
            "ends_at": _("Ends"),
            "multiplier": _("Times the points"),
            "extra_points": _("Extra points for each order"),
            "rule_ids": _("Rules"),
            "store_ids": _("Stores"),
            "budget_points": _("Budget in points"),
            "overlap": _("When campaigns run at the same time"),
        }

    def _text(self, name: str, value: Any) -> str:
        match name:
            case "starts_at" | "ends_at":
                return format_moment(datetime.fromisoformat(value))
            case "rule_ids":
                return ", ".join(self._rules.get(one, str(one)) for one in value) or _("all")
            case "store_ids":
                return ", ".join(self._stores.get(one, str(one)) for one in value) or _("all")
            case "budget_points":
                return _("no limit") if value is None else format_points(value)
            case "overlap":
                return str(Overlap(value).label)
        return str(value)
