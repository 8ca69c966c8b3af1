"""Apps, as staff keep them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps_marketplace.actions.registrations import register_app, revise_app
from apps_marketplace.connectors import CONNECTORS
from apps_marketplace.forms import ClientForm, PolicyForm, ReasonForm, StaffAppForm
from apps_marketplace.models import App, AppChange, Approval, AppState
from apps_marketplace.queries import all_apps
from apps_marketplace.queries.risks import asked_scopes
from apps_marketplace.queries.staff import count_on_free_plan, counts_of_apps, installs
from apps_marketplace.snapshots import AppFacts
from apps_marketplace.views.approving import person_of
from apps_marketplace.views.cards import APP_TONES, TONES, logo_address
from apps_marketplace.views.pictures import shots_of
from apps_marketplace.views.staff.approvals import facts_of
from apps_marketplace.views.writing import refuse_at_field, writing_of
from loyalty.errors import Refused
from loyalty.team.permissions import staff_required
from loyalty.ui.tables import Column, headings

COLUMNS = (
    Column(gettext_lazy("App")),
    Column(gettext_lazy("Status")),
    Column(gettext_lazy("Approval"), is_wide=True),
    Column(gettext_lazy("Shops"), is_number=True),
)
MOST_SHOPS = 50
CHANGES = {
    "registered": pgettext_lazy("app history", "Registered"),
    "revised": pgettext_lazy("app history", "Changed"),
    "in_review": pgettext_lazy("app history", "Submitted for review"),
    "draft": pgettext_lazy("app history", "Handed back"),
    "listed": pgettext_lazy("app history", "Listed"),
    "withdrawn": pgettext_lazy("app history", "Withdrawn"),
    "policy_set": pgettext_lazy("app history", "Policy changed"),
    "client_set": pgettext_lazy("app history", "Client changed"),
    "secret_renewed": pgettext_lazy("app history", "New secret"),
}


@require_safe
@staff_required
def apps(request: HttpRequest) -> HttpResponse:
    counts, rows = counts_of_apps(), {row.slug: row for row in App.objects.defer("logo")}
    lines = [_line(app, rows.get(app.slug), counts.get(app.slug, 0)) for app in all_apps()]
    context = {"lines": sorted(lines, key=_place), "headings": headings(COLUMNS)}
    return render(request, "staff/apps.html", context)


@require_safe
@staff_required
def app(request: HttpRequest, app: str) -> HttpResponse:
    """Everything about one app, and what can be done with it."""
    return render(request, "staff/app.html", app_context(app))


@never_cache
@require_http_methods(["GET", "POST"])
@staff_required
def create_app(request: HttpRequest) -> HttpResponse:
    """Answers with the secret itself, not with a redirect: it is nowhere to be read again."""
    wanted = writing_of(request, form=StaffAppForm, door="staff:screenshot")
    if wanted.is_valid:
        data = wanted.form.cleaned_data
        settled = {name: data[name] for name in ("is_paid_only", "is_pkce_exempt")}
        try:
            made = register_app(
                wanted.terms,
                slug=data["slug"],
                approval=Approval(data["approval"]),
                by=person_of(request),
                at=now(),
                **settled,
            )
        except Refused as refusal:
            refuse_at_field(wanted.form, refusal)
        else:
            return render(request, "staff/secrets.html", {"made": made})
    return render(request, "staff/write_app.html", wanted.context)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_required
def change_app(request: HttpRequest, app: str) -> HttpResponse:
    row = get_object_or_404(App.objects.exclude(slug__in=CONNECTORS), slug=app)
    wanted = writing_of(request, app=row, door="staff:screenshot")
    if wanted.is_valid:
        try:
            made = revise_app(row, wanted.terms, by=person_of(request), at=now())
        except Refused as refusal:
            refuse_at_field(wanted.form, refusal)
        else:
            if made.webhook_secret:
                return render(request, "staff/secrets.html", {"made": made})
            return redirect("staff:app", app)
    return render(request, "staff/write_app.html", wanted.context)


def app_context(slug: str, **forms: Any) -> dict[str, Any]:
    """What the page of one app says; `forms` are those that came back with errors."""
    facts = facts_of(slug)
    if facts is None:
        raise Http404
    row = App.objects.defer("logo").select_related("application", "developer").filter(slug=slug).first()
    client = row.application if row else None
    used = installs(app=slug).order_by("-requested_at", "-pk")[:MOST_SHOPS]
    return {
        "app": facts,
        "row": row,
        "client": client,
        "logo": logo_address(facts),
        "shots": shots_of(facts, door="staff:screenshot"),
        "scopes": asked_scopes(facts),
        "state": _state(row),
        "state_tone": APP_TONES.get(_state(row), ""),
        "changes": _changes(row) if row else [],
        "shops": [{"installation": one, "tone": TONES.get(one.state, "")} for one in used],
        "policy": PolicyForm(
            initial={"approval": facts.approval, "is_paid_only": facts.is_paid_only},
            on_free_plan=count_on_free_plan(slug),
        ),
        "client_form": ClientForm(initial=_client(facts, client)),
        "reason": ReasonForm(),
        **forms,
    }


def _changes(row: App) -> list[tuple[str, AppChange]]:
    found = row.changes.select_related("actor").order_by("-pk")[:MOST_SHOPS]
    return [(str(CHANGES.get(one.action, one.action)), one) for one in found]


def _client(app: AppFacts, client: Any) -> dict[str, Any]:
    leads = {"start_url": app.start_url, "webhook_url": app.webhook_url}
    if client is None:
        return leads
    addresses = "\n".join(client.redirect_uris.split())
    return {**leads, "redirect_uris": addresses, "is_pkce_exempt": client.is_pkce_exempt}


def _line(app: AppFacts, row: App | None, count: int) -> dict[str, Any]:
    state = _state(row)
    return {
        "app": app,
        "row": row,
        "logo": logo_address(app),
        "count": count,
        "state": state,
        "tone": APP_TONES.get(state, ""),
    }


def _place(line: dict[str, Any]) -> tuple[bool, str]:
    """Those that wait for a review first."""
    return line["state"] != AppState.IN_REVIEW, line["app"].name.casefold()


def _state(row: App | None) -> AppState:
    return AppState(row.state) if row else AppState.LISTED
