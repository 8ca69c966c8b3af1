"""Settings → Developer → Requests: what was asked of the REST API."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from loyalty.merchants.models import ApiKey, RequestLog
from loyalty.merchants.queries.requests import OF_APPS, requests_about
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from loyalty.ui.filters import Filter, make_filter
from loyalty.ui.pages import page_of
from loyalty.ui.tables import Column, headings

COLUMNS = (
    Column(_("Request")),
    Column(_("Answer")),
    Column(_("Caller")),
    Column(_("Took"), is_number=True, is_wide=True),
    Column(_("When"), is_wide=True),
)
OUTCOMES = (
    ("done", pgettext_lazy("request", "Done")),
    ("refused", pgettext_lazy("request", "Refused")),
    ("limited", pgettext_lazy("request", "Too many at once")),
    ("failed", pgettext_lazy("request", "Failed here")),
)


@dataclass(frozen=True, slots=True)
class Line:
    request: RequestLog
    tone: str


@require_safe
@team_required(*CHANGERS)
def requests(request: MerchantRequest) -> HttpResponse:
    text, outcome, caller = (request.GET.get(name, "") for name in ("q", "outcome", "caller"))
    found = requests_about(text, outcome=outcome, caller=caller)
    page = page_of(found, order=("-pk",), cursor=request.GET.get("cursor"))
    context = {
        "page": page,
        "lines": [Line(row, _tone(row.status)) for row in page.rows],
        "headings": headings(COLUMNS),
        "filters": _filters(outcome, caller),
        "search": text,
        "is_filtered": bool(text or outcome or caller),
        "days": settings.REQUEST_LOG_DAYS,
    }
    return render(request, "developer/requests.html", context)


def _filters(outcome: str, caller: str) -> list[Filter]:
    callers = [(str(key.pk), str(key)) for key in ApiKey.objects.order_by("name", "pk")]
    return [
        make_filter("outcome", _("Answer"), OUTCOMES, asked=outcome),
        make_filter("caller", _("Caller"), [*callers, (OF_APPS, _("Apps"))], asked=caller),
    ]


def _tone(status: int) -> str:
    if status < 400:
        return "good"
    return "warn" if status < 500 else "bad"
