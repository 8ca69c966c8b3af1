"""Every change by a person or an app, to be searched."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe
from django_stubs_ext import StrOrPromise

from loyalty.audit.models import AuditEvent
from loyalty.audit.queries import events_about
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from loyalty.ui.filters import make_filter
from loyalty.ui.pages import page_of

SUBJECTS: Mapping[str, StrOrPromise] = {
    "customer": gettext_lazy("Customers"),
    "rule": gettext_lazy("Earning rules"),
    "custom_action": gettext_lazy("Actions"),
    "campaign": gettext_lazy("Campaigns"),
    "reward": gettext_lazy("Rewards"),
    "coupon": gettext_lazy("Coupons"),
    "vip": gettext_lazy("VIP"),
    "installation": gettext_lazy("Apps"),
    "webhook": gettext_lazy("Webhooks"),
    "app": gettext_lazy("Registered apps"),
    "plan": gettext_lazy("Plan"),
    "program": gettext_lazy("Settings"),
    "api_key": gettext_lazy("API keys"),
    "signing_key": gettext_lazy("Signing keys"),
}
ICONS = {
    "customer": "user",
    "rule": "coins",
    "campaign": "megaphone",
    "reward": "gift",
    "coupon": "ticket",
    "vip": "crown",
    "installation": "blocks",
    "webhook": "webhook",
    "app": "puzzle",
    "plan": "layers",
    "program": "settings",
    "api_key": "key-round",
    "signing_key": "signature",
}
VERBS: Mapping[str, StrOrPromise] = {
    "created": pgettext_lazy("audit", "created"),
    "defined": pgettext_lazy("audit", "created"),
    "revised": pgettext_lazy("audit", "changed"),
    "changed": pgettext_lazy("audit", "changed"),
    "set": pgettext_lazy("audit", "changed"),
    "switched_on": pgettext_lazy("audit", "switched on"),
    "switched_off": pgettext_lazy("audit", "switched off"),
    "excluded": pgettext_lazy("audit", "excluded"),
    "included": pgettext_lazy("audit", "brought back"),
    "tagged": pgettext_lazy("audit", "tagged"),
    "merged": pgettext_lazy("audit", "merged into another"),
    "merged_with": pgettext_lazy("audit", "merged from another"),
    "erased": pgettext_lazy("audit", "erased"),
    "birthday_set": pgettext_lazy("audit", "birthday set"),
    "birthday_removed": pgettext_lazy("audit", "birthday removed"),
    "redeemed": pgettext_lazy("audit", "redeemed"),
    "given": pgettext_lazy("audit", "given"),
    "cancelled": pgettext_lazy("audit", "cancelled"),
    "used": pgettext_lazy("audit", "marked as used"),
    "archived": pgettext_lazy("audit", "archived"),
    "restored": pgettext_lazy("audit", "restored"),
    "deleted": pgettext_lazy("audit", "deleted"),
    "revoked": pgettext_lazy("audit", "revoked"),
    "duplicated": pgettext_lazy("audit", "duplicated"),
    "requested": pgettext_lazy("audit", "asked for"),
    "waiting": pgettext_lazy("audit", "question answered"),
    "asked": pgettext_lazy("audit", "question asked"),
    "approved": pgettext_lazy("audit", "approved"),
    "declined": pgettext_lazy("audit", "declined"),
    "authorizing": pgettext_lazy("audit", "authorized"),
    "connected": pgettext_lazy("audit", "connected"),
    "paused": pgettext_lazy("audit", "paused"),
    "removed": pgettext_lazy("audit", "removed"),
    "added": pgettext_lazy("audit", "added"),
    "resumed": pgettext_lazy("audit", "resumed"),
    "turned_off": pgettext_lazy("audit", "turned off by itself"),
    "secret_rotated": pgettext_lazy("audit", "given a new secret"),
    "policy_set": pgettext_lazy("audit", "approval settled"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words, and what it changed: name, before, after."""

    event: AuditEvent
    title: str
    icon: str
    changes: list[tuple[str, str, str]]


@require_safe
@team_required(*CHANGERS)
def list_events(request: MerchantRequest) -> HttpResponse:
    text, subject = request.GET.get("q", ""), request.GET.get("subject", "")
    events = events_about(text, subject=subject if subject in SUBJECTS else "")
    page = page_of(events, order=("-pk",), cursor=request.GET.get("cursor"), size=25)
    context = {
        "page": page,
        "lines": [_line(event) for event in page.rows],
        "search": text,
        "filters": [make_filter("subject", _("About"), list(SUBJECTS.items()), asked=subject)],
        "is_filtered": bool(text or subject),
    }
    return render(request, "audit/list.html", context)


def _line(event: AuditEvent) -> Line:
    _subject, _dot, verb = event.action.rpartition(".")
    what = str(SUBJECTS.get(event.subject, event.subject))
    title = f"{what} #{event.subject_id}: {VERBS.get(verb, verb.replace('_', ' '))}"
    names = dict.fromkeys([*event.before, *event.after])
    changes = [(name, _word(event.before, name), _word(event.after, name)) for name in names]
    return Line(event, title, ICONS.get(event.subject, "history"), changes)


def _word(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    return str(value)
