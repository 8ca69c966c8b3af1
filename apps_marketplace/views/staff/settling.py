"""What staff settle about an app with one button."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from apps_marketplace.actions.clients import renew_secret, row_of_manifest, set_up_client
from apps_marketplace.actions.reviews import hand_back_app, list_app, set_app_policy, withdraw_app
from apps_marketplace.connectors import CONNECTORS
from apps_marketplace.forms import ClientForm, PolicyForm, ReasonForm
from apps_marketplace.models import App, Approval
from apps_marketplace.views.approving import person_of
from apps_marketplace.views.staff.apps import app_context
from apps_marketplace.views.writing import refuse_at_field
from loyalty.errors import Refused
from loyalty.team.permissions import staff_required


@require_POST
@staff_required
def offer(request: HttpRequest, app: str) -> HttpResponse:
    """Into the catalogue."""
    return _done(request, app, lambda row: list_app(row, by=person_of(request), at=now()), _("Listed."))


@require_POST
@staff_required
def withdraw(request: HttpRequest, app: str) -> HttpResponse:
    """Out of the catalogue."""
    told = _("Withdrawn. Shops that have it keep it.")
    return _done(request, app, lambda row: withdraw_app(row, by=person_of(request), at=now()), told)


@require_POST
@staff_required
def hand_back(request: HttpRequest, app: str) -> HttpResponse:
    """To its developer, with a reason."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return render(request, "staff/app.html", app_context(app, reason=form), status=422)
    reason = form.cleaned_data["words"]
    told = _("Handed back. The developer reads why.")
    return _done(
        request, app, lambda row: hand_back_app(row, reason=reason, by=person_of(request), at=now()), told
    )


@require_POST
@staff_required
def set_app_policies(request: HttpRequest, app: str) -> HttpResponse:
    """Who approves installs, and for which plans the app is."""
    form = PolicyForm(request.POST)
    if not form.is_valid():
        return render(request, "staff/app.html", app_context(app, policy=form), status=422)
    settled = {**form.cleaned_data, "approval": Approval(form.cleaned_data["approval"])}
    told = _what_follows(_row(app).is_paid_only, form.cleaned_data["is_paid_only"])
    return _done(
        request, app, lambda row: set_app_policy(row, by=person_of(request), at=now(), **settled), told
    )


def _what_follows(was_paid_only: bool, is_paid_only: bool) -> str:
    if is_paid_only and not was_paid_only:
        return _("Saved. Shops on the free plan that use it are paused.")
    if was_paid_only and not is_paid_only:
        return _("Saved. Shops that were paused for want of a paid plan go on.")
    return _("Saved. It counts from the next install on.")


@never_cache
@require_POST
@staff_required
def set_client(request: HttpRequest, app: str) -> HttpResponse:
    """The OAuth client of the app and its webhooks; what is new answers with its secret."""
    row, form = _row(app), ClientForm(request.POST)
    if form.is_valid():
        try:
            made = set_up_client(row, by=person_of(request), at=now(), **form.cleaned_data)
        except Refused as refusal:
            refuse_at_field(form, refusal)
        else:
            if made.secret or made.webhook_secret:
                return render(request, "staff/secrets.html", {"made": made})
            messages.success(request, _("Saved."))
            return redirect("staff:app", app)
    return render(request, "staff/app.html", app_context(app, client_form=form), status=422)


@never_cache
@require_POST
@staff_required
def new_secret(request: HttpRequest, app: str) -> HttpResponse:
    """Answers with the secret itself: it is nowhere to be read again."""
    try:
        made = renew_secret(_row(app), by=person_of(request), at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("staff:app", app)
    return render(request, "staff/secrets.html", {"made": made})


def _row(slug: str) -> App:
    if slug in CONNECTORS:
        return row_of_manifest(slug, at=now())
    return get_object_or_404(App, slug=slug)


def _done(request: HttpRequest, app: str, act: Callable[[App], App], told: str) -> HttpResponse:
    try:
        act(_row(app))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, told)
    return redirect("staff:app", app)
