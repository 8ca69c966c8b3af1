"""Every change by a person or an app, to be searched."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django_stubs_ext import StrOrPromise

from loyalty.audit.models import AuditEvent
from loyalty.audit.queries import events_about
from loyalty.audit.views.wording import changes_of, page_of_subject, title_of
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
    "referral": gettext_lazy("Referrals"),
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
    "referral": "user-plus",
    "vip": "crown",
    "installation": "blocks",
    "webhook": "webhook",
    "app": "puzzle",
    "plan": "layers",
    "program": "settings",
    "api_key": "key-round",
    "signing_key": "signature",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words, where its subject is, and what it changed: name, before, after."""

    event: AuditEvent
    title: str
    href: str
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
        "lines": [_line(event, currency=request.merchant.currency) for event in page.rows],
        "search": text,
        "filters": [make_filter("subject", _("About"), list(SUBJECTS.items()), asked=subject)],
        "is_filtered": bool(text or subject),
    }
    return render(request, "audit/list.html", context)


def _line(event: AuditEvent, *, currency: str) -> Line:
    icon = ICONS.get(event.subject, "history")
    changes = changes_of(event, currency=currency)
    return Line(event, title_of(event), page_of_subject(event), icon, changes)
