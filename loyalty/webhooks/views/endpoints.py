"""The list of webhooks, one of them, and adding and changing one."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from loyalty.errors import Refused
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from loyalty.ui.filters import make_filter
from loyalty.ui.pages import page_of
from loyalty.ui.tables import Column, headings
from loyalty.webhooks.actions import AddressTaken, InvalidAddress, add_endpoint, change_endpoint
from loyalty.webhooks.forms import EndpointForm, shown
from loyalty.webhooks.models import DeliveryState, Endpoint, Topic
from loyalty.webhooks.queries import Tally, deliveries_to, endpoints_in_order, tallies
from loyalty.webhooks.views.deliveries import lines_of

COLUMNS = (
    Column(gettext_lazy("Webhook")),
    Column(gettext_lazy("Status")),
    Column(gettext_lazy("Waiting"), is_number=True, is_wide=True),
    Column(gettext_lazy("Never arrived"), is_number=True, is_wide=True),
    Column(gettext_lazy("Last answer"), is_wide=True),
)
LOG = (
    Column(gettext_lazy("Message")),
    Column(gettext_lazy("Status")),
    Column(gettext_lazy("Attempts"), is_number=True, is_wide=True),
    Column(gettext_lazy("When"), is_wide=True),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A webhook, how it fares in a word, and what waits for it."""

    endpoint: Endpoint
    tone: str
    state: str
    tally: Tally


@require_safe
@team_required(*CHANGERS)
def endpoints(request: MerchantRequest) -> HttpResponse:
    found = list(endpoints_in_order())
    tally = tallies(found)
    lines = [line_of(endpoint, tally.get(endpoint.pk, Tally())) for endpoint in found]
    return render(request, "webhooks/endpoints.html", {"lines": lines, "headings": headings(COLUMNS)})


@require_safe
@team_required(*CHANGERS)
def endpoint(request: MerchantRequest, endpoint_id: int) -> HttpResponse:
    found = get_object_or_404(endpoints_in_order(), pk=endpoint_id)
    text, state, topic = (request.GET.get(name, "") for name in ("q", "state", "topic"))
    page = page_of(
        deliveries_to(found, text=text, state=state, topic=topic),
        order=("-pk",),
        cursor=request.GET.get("cursor"),
        size=25,
    )
    context = {
        "line": line_of(found, tallies([found]).get(found.pk, Tally())),
        "endpoint": found,
        "topics": [Topic(name).label for name in found.topics if name in Topic.values],
        "page": page,
        "deliveries": lines_of(page.rows),
        "headings": headings(LOG),
        "filters": [
            make_filter("state", _("Status"), DeliveryState.choices, asked=state),
            make_filter("topic", _("Topic"), [(name, name) for name in Topic.values], asked=topic),
        ],
        "search": text,
        "is_filtered": bool(text or state or topic),
    }
    return render(request, "webhooks/endpoint.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@team_required(*CHANGERS)
def add(request: MerchantRequest) -> HttpResponse:
    """Answers with the secret itself, not with a redirect: it is shown this once."""
    form, at = EndpointForm(request.POST or None), now()
    if form.is_valid():
        data = form.cleaned_data
        try:
            added = add_endpoint(
                request.merchant,
                data["url"],
                data["topics"],
                "",
                at,
                description=data["description"],
                by=request.user,
            )
        except Refused as refusal:
            _at_field(form, refusal)
        else:
            return render(request, "webhooks/secret.html", {"endpoint": added, "is_new": True})
    return render(request, "webhooks/add.html", {"form": form})


@require_http_methods(["GET", "POST"])
@team_required(*CHANGERS)
def change(request: MerchantRequest, endpoint_id: int) -> HttpResponse:
    found = get_object_or_404(Endpoint.objects.own(), pk=endpoint_id)
    form = EndpointForm(request.POST or None, initial=shown(found))
    if form.is_valid():
        try:
            change_endpoint(found, **form.cleaned_data, by=request.user, at=now())
        except Refused as refusal:
            _at_field(form, refusal)
        else:
            return redirect("webhooks:endpoint", found.pk)
    return render(request, "webhooks/change.html", {"form": form, "endpoint": found})


def line_of(endpoint: Endpoint, tally: Tally) -> Line:
    """`good`, `warn` (paused, or failing) or `bad` (turned off)."""
    if not endpoint.is_active:
        return Line(endpoint, "bad", _("Turned off"), tally)
    if endpoint.paused_at:
        return Line(endpoint, "warn", _("Paused"), tally)
    if endpoint.failing_since:
        return Line(endpoint, "warn", _("Failing"), tally)
    state = pgettext("webhook", "Working") if endpoint.answered_at else _("Not answered yet")
    return Line(endpoint, "good", state, tally)


def _at_field(form: EndpointForm, refusal: Refused) -> None:
    form.add_error("url" if isinstance(refusal, InvalidAddress | AddressTaken) else None, str(refusal))
