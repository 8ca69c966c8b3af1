"""Apps that staff stop at one shop, and let go on."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_scopes import scope

from apps_marketplace.actions import release_app, suspend_app
from apps_marketplace.forms import DecisionForm, PauseForm
from apps_marketplace.views.approving import person_of
from apps_marketplace.views.staff.approvals import found_install, install_context
from loyalty.errors import Refused
from loyalty.team.permissions import staff_required


@require_POST
@staff_required
def pause(request: HttpRequest, installation_id: int) -> HttpResponse:
    """With a reason, which the shop reads."""
    installation = found_install(installation_id)
    form = PauseForm(request.POST)
    with scope(merchant=installation.merchant):
        if form.is_valid():
            try:
                suspend_app(installation, reason=form.cleaned_data["words"], by=person_of(request), at=now())
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Paused. The shop reads why."))
                return redirect("staff:approval", installation.pk)
        context = install_context(installation, DecisionForm(), reason=form)
        return render(request, "staff/approval.html", context, status=422)


@require_POST
@staff_required
def resume(request: HttpRequest, installation_id: int) -> HttpResponse:
    installation = found_install(installation_id)
    with scope(merchant=installation.merchant):
        try:
            resumed = release_app(installation, by=person_of(request), at=now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            told = _("It goes on.") if resumed.is_connected else _("It stays paused for another reason.")
            messages.success(request, told)
    return redirect("staff:approval", installation.pk)
