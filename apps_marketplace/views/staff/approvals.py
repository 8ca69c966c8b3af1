"""Installs that staff decide."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_scopes import scope
from django_stubs_ext import StrOrPromise

from apps_marketplace.actions import (
    approve_install,
    ask_about_install,
    decline_install,
    set_install_policy,
)
from apps_marketplace.forms import DecisionForm, InstallPolicyForm, PauseForm
from apps_marketplace.models import UNDECIDED, App, Installation, Pause
from apps_marketplace.queries import all_apps, app_of, moves_of
from apps_marketplace.queries.apps import UnknownApp
from apps_marketplace.queries.risks import asked_scopes, risks_of
from apps_marketplace.queries.staff import (
    IN_USE,
    counts_of_apps,
    earlier_installs,
    find_install,
    installs,
    undecided_installs,
)
from apps_marketplace.snapshots import AppFacts
from apps_marketplace.views.approving import person_of
from apps_marketplace.views.cards import TONES, logo_address, pauses_of, told_of
from loyalty.errors import Refused
from loyalty.team.models import User
from loyalty.team.permissions import staff_required
from loyalty.ui.pages import page_of
from loyalty.ui.tables import Column, headings

COLUMNS = (
    Column(gettext_lazy("Shop")),
    Column(gettext_lazy("App")),
    Column(gettext_lazy("Status")),
    Column(gettext_lazy("Asked for"), is_wide=True),
)
# Whom a paused app waits for, said to staff.
LABELS: Mapping[str, StrOrPromise] = {Pause.MERCHANT: gettext_lazy("It waits for the shop")}


@require_safe
@staff_required
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits; or, with `?view=all`, every install there was."""
    is_all = request.GET.get("view") == "all"
    page = page_of(installs(), order=["-requested_at"], cursor=request.GET.get("cursor")) if is_all else None
    waiting = undecided_installs()
    context = {
        "lines": _lines(page.rows if page else waiting),
        "waiting": len(waiting),
        "page": page,
        "is_all": is_all,
        "headings": headings(COLUMNS),
    }
    return render(request, "staff/approvals.html", context)


@require_http_methods(["GET", "POST"])
@staff_required
def approval(request: HttpRequest, installation_id: int) -> HttpResponse:
    """One install with all that speaks for and against it; POST decides."""
    installation = found_install(installation_id)
    with scope(merchant=installation.merchant):
        form = DecisionForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                messages.success(request, _decide(installation, by=person_of(request), **form.cleaned_data))
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("staff:approvals")
        status = 422 if form.errors else 200
        return render(request, "staff/approval.html", install_context(installation, form), status=status)


@require_POST
@staff_required
def set_policy(request: HttpRequest, installation_id: int) -> HttpResponse:
    installation, form = found_install(installation_id), InstallPolicyForm(request.POST)
    if form.is_valid():
        with scope(merchant=installation.merchant):
            set_install_policy(installation, by=person_of(request), at=now(), **form.cleaned_data)
        messages.success(request, _("Saved. It counts from the next install on."))
    return redirect("staff:approval", installation.pk)


def facts_of(slug: str) -> AppFacts | None:
    """The app; None for one that there is no more."""
    try:
        return app_of(slug)
    except UnknownApp:
        return None


def _decide(installation: Installation, *, decision: str, words: str, by: User) -> str:
    at = now()
    if decision == "approve":
        approve_install(installation, by=by, at=at, note=words)
        return _("Approved. The shop can authorize the app now.")
    if decision == "decline":
        decline_install(installation, by=by, at=at, reason=words)
        return _("Declined. The shop reads why.")
    ask_about_install(installation, by=by, at=at, question=words)
    return _("The question was sent.")


def install_context(
    installation: Installation, form: DecisionForm, *, reason: PauseForm | None = None
) -> dict[str, Any]:
    """What the page of one install says; `reason` is why it should be paused, if that came back with errors."""
    app, at = facts_of(installation.app), now()
    if app is None:
        raise Http404
    moves = list(moves_of(installation))
    past = [move.after for move in moves]
    is_third_party = App.objects.filter(slug=app.slug, developer__isnull=False).exists()
    return {
        "installation": installation,
        "merchant": installation.merchant,
        "app": app,
        "logo": logo_address(app),
        "scopes": asked_scopes(app),
        "risks": risks_of(app, installation, past=past, is_third_party=is_third_party, at=at),
        "used_by": counts_of_apps().get(app.slug, 0),
        "others": _lines(earlier_installs(installation)),
        "moves": told_of(moves),
        "latest": moves[0] if moves else None,
        "is_undecided": installation.state in UNDECIDED,
        "form": form,
        "reason": reason or PauseForm(),
        "is_at_work": installation.state in IN_USE,
        "is_paused_by_staff": Pause.STAFF in installation.pauses,
        "pauses": pauses_of(installation, labels=LABELS),
        "policy": InstallPolicyForm(initial={"approval": installation.approval}),
        "tone": TONES.get(installation.state, ""),
    }


def _lines(installations: Iterable[Installation]) -> list[dict[str, Any]]:
    names = {app.slug: app.name for app in all_apps()}
    return [
        {"installation": one, "name": names.get(one.app, one.app), "tone": TONES.get(one.state, "")}
        for one in installations
    ]


def found_install(installation_id: int) -> Installation:
    """The install, whoever's it is; 404 for one that there is not."""
    installation = find_install(installation_id)
    if installation is None:
        raise Http404
    return installation
