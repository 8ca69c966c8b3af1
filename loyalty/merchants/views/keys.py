"""Settings → Developer: the merchant's keys."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from loyalty import flows
from loyalty.errors import Refused
from loyalty.merchants.forms.keys import KeyForm
from loyalty.merchants.models import ApiKey, RequestLog
from loyalty.merchants.queries.keys import keys_in_order
from loyalty.merchants.scopes import grouped
from loyalty.merchants.views.examples import readable_path
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from loyalty.ui.tables import Column, headings

COLUMNS = (
    Column(gettext_lazy("Key")),
    Column(gettext_lazy("Status")),
    Column(gettext_lazy("Last used"), is_wide=True),
    Column(gettext_lazy("Works until"), is_wide=True),
)
MOST_REQUESTS = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A key and what has become of it: `good`, `warn` (expired) or `bad` (revoked)."""

    key: ApiKey
    tone: str
    state: str


@require_safe
@team_required(*CHANGERS)
def keys(request: MerchantRequest) -> HttpResponse:
    at = now()
    lines = [_line(key, at=at) for key in keys_in_order(at)]
    return render(request, "developer/keys.html", {"lines": lines, "headings": headings(COLUMNS)})


@never_cache
@require_http_methods(["GET", "POST"])
@team_required(*CHANGERS)
def create_key(request: MerchantRequest) -> HttpResponse:
    """Answers with the secret itself, not with a redirect: it is nowhere to be read again."""
    form, at = KeyForm(request.POST or None), now()
    if form.is_valid():
        try:
            made = flows.key_created(request.merchant, **form.terms_at(at), by=request.user, at=at)
        except Refused as refusal:
            form.add_error("scopes", str(refusal))
        else:
            path = readable_path(made.key.scopes)
            address = request.build_absolute_uri(path) if path else ""
            return render(request, "developer/new_key.html", {"made": made, "address": address})
    return render(request, "developer/create_key.html", {"form": form})


@require_safe
@team_required(*CHANGERS)
def key(request: MerchantRequest, key_id: int) -> HttpResponse:
    found = _key(key_id)
    context = {
        "line": _line(found, at=now()),
        "key": found,
        "groups": grouped(found.scopes),
        "requests": RequestLog.objects.filter(key=found).order_by("-pk")[:MOST_REQUESTS],
        "days": settings.REQUEST_LOG_DAYS,
    }
    return render(request, "developer/key.html", context)


@require_http_methods(["GET", "POST"])
@team_required(*CHANGERS)
def revoke_key(request: MerchantRequest, key_id: int) -> HttpResponse:
    found = _key(key_id)
    if request.method != "POST":
        return render(request, "developer/revoke_key.html", {"key": found})
    try:
        flows.key_revoked(found, by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Key revoked."))
    return redirect("developer:key", found.pk)


def _key(key_id: int) -> ApiKey:
    found: ApiKey = get_object_or_404(ApiKey.objects.select_related("created_by"), pk=key_id)
    return found


def _line(key: ApiKey, *, at: datetime) -> Line:
    if key.revoked_at:
        return Line(key, "bad", _("Revoked"))
    if key.expires_at and key.expires_at <= at:
        return Line(key, "warn", _("Expired"))
    return Line(key, "good", _("In use") if key.last_used_at else _("Not used yet"))
