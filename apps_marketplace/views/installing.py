"""What a merchant does with an app."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps_marketplace.actions import answer_question, remove_app, request_install, resume_app
from apps_marketplace.forms import AnswerForm, PartingForm
from apps_marketplace.models import InstallationState
from apps_marketplace.queries import app_of, installation_of
from apps_marketplace.views.detail import known_app, page_context
from loyalty.errors import Refused
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required


@require_POST
@team_required(*CHANGERS)
def install(request: MerchantRequest, app: str) -> HttpResponse:
    def act() -> str:
        asked = request_install(request.merchant, app=app, by=request.user, at=now())
        if asked.state == InstallationState.WAITING:
            return _("The install was asked for. You are told as soon as it is decided.")
        if app_of(app).asks_consent:
            return _("The app is installed. Authorize it now.")
        return _("The app is installed. Connect it now.")

    return _done(request, app, act)


@require_POST
@team_required(*CHANGERS)
def resume(request: MerchantRequest, app: str) -> HttpResponse:
    def act() -> str:
        resume_app(installation_of(request.merchant, app=app), by=request.user, at=now())
        return _("The app goes on.")

    return _done(request, app, act)


@require_POST
@team_required(*CHANGERS)
def answer(request: MerchantRequest, app: str) -> HttpResponse:
    """What staff asked is answered; an empty answer comes back with the page."""
    facts, installation = known_app(request.merchant, app)
    form = AnswerForm(request.POST)
    if installation and form.is_valid():
        words = form.cleaned_data["words"]

        def act() -> str:
            answer_question(installation, answer=words, by=request.user, at=now())
            return _("The answer was sent.")

        return _done(request, app, act)
    context = page_context(request, facts, installation, form=form)
    return render(request, "apps/detail.html", context, status=422)


@require_http_methods(["GET", "POST"])
@team_required(*CHANGERS)
def remove(request: MerchantRequest, app: str) -> HttpResponse:
    """First what it would do, in numbers; then it is done."""
    facts, installation = known_app(request.merchant, app)
    if request.method == "POST":
        form = PartingForm(request.POST, app=facts.name)
        clear_data = form.is_valid() and form.cleaned_data["clear_data"]

        def act() -> str:
            remove_app(request.merchant, app=app, by=request.user, at=now(), clear_data=clear_data)
            return _("%(app)s is removed. Points it brought stay.") % {"app": facts.name}

        return _done(request, app, act)
    return render(request, "apps/remove.html", page_context(request, facts, installation))


def _done(request: MerchantRequest, app: str, act: Callable[[], str]) -> HttpResponse:
    known_app(request.merchant, app)
    try:
        messages.success(request, act())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("apps:detail", app)
