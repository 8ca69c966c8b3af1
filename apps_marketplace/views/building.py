"""Apps that a merchant's own developers write, and staff review."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps_marketplace.actions.clients import renew_secret
from apps_marketplace.actions.registrations import register_app, revise_app
from apps_marketplace.actions.reviews import submit_app
from apps_marketplace.models import App, AppState
from apps_marketplace.queries import apps_of_developer, facts_of
from apps_marketplace.views.cards import APP_TONES, reads_and_changes
from apps_marketplace.views.pictures import shots_of
from apps_marketplace.views.writing import refuse_at_field, writing_of
from loyalty.errors import Refused
from loyalty.merchants.models import Merchant
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from loyalty.ui.tables import Column, headings

COLUMNS = (Column(gettext_lazy("App")), Column(gettext_lazy("Status")))


@require_safe
@team_required(*CHANGERS)
def own_apps(request: MerchantRequest) -> HttpResponse:
    found = apps_of_developer(request.merchant)
    lines = [{"app": app, "tone": APP_TONES.get(app.state, "")} for app in found]
    return render(request, "apps/own_apps.html", {"lines": lines, "headings": headings(COLUMNS)})


@require_safe
@team_required(*CHANGERS)
def own_app(request: MerchantRequest, own_id: int) -> HttpResponse:
    """Where it stands, and what its servers need to know."""
    app = _own(request.merchant, own_id)
    reads, changes = reads_and_changes(app.scopes)
    context = {
        "app": app,
        "tone": APP_TONES.get(app.state, ""),
        "shots": shots_of(facts_of(app)),
        "reads": reads,
        "changes": changes,
        "is_draft": app.state == AppState.DRAFT,
    }
    return render(request, "apps/own_app.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@team_required(*CHANGERS)
def build_app(request: MerchantRequest) -> HttpResponse:
    """Answers with the secret itself, not with a redirect: it is nowhere to be read again."""
    wanted = writing_of(request)
    if wanted.is_valid:
        slug = wanted.form.cleaned_data["slug"]
        try:
            made = register_app(
                wanted.terms, slug=slug, developer=request.merchant, by=request.user, at=now()
            )
        except Refused as refusal:
            refuse_at_field(wanted.form, refusal)
        else:
            return render(request, "apps/own_secrets.html", {"made": made})
    return render(request, "apps/build_app.html", wanted.context)


@never_cache
@require_http_methods(["GET", "POST"])
@team_required(*CHANGERS)
def change_own_app(request: MerchantRequest, own_id: int) -> HttpResponse:
    app = _own(request.merchant, own_id)
    wanted = writing_of(request, app=app)
    if wanted.is_valid:
        try:
            made = revise_app(app, wanted.terms, by=request.user, at=now())
        except Refused as refusal:
            refuse_at_field(wanted.form, refusal)
        else:
            if made.webhook_secret:
                return render(request, "apps/own_secrets.html", {"made": made})
            return redirect("apps:own_app", app.pk)
    return render(request, "apps/build_app.html", wanted.context)


@require_POST
@team_required(*CHANGERS)
def submit_own_app(request: MerchantRequest, own_id: int) -> HttpResponse:
    app = _own(request.merchant, own_id)
    try:
        submit_app(app, by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Submitted. Staff look at it before shops can install it."))
    return redirect("apps:own_app", app.pk)


@never_cache
@require_POST
@team_required(*CHANGERS)
def renew_own_secret(request: MerchantRequest, own_id: int) -> HttpResponse:
    """Answers with the secret itself: it is nowhere to be read again."""
    made = renew_secret(_own(request.merchant, own_id), by=request.user, at=now())
    return render(request, "apps/own_secrets.html", {"made": made})


def _own(merchant: Merchant, own_id: int) -> App:
    return get_object_or_404(App.objects.select_related("application"), pk=own_id, developer=merchant)
