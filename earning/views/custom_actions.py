"""Actions that the merchant names: create, change, archive, restore, delete."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from earning.forms.actions import ActionForm
from earning.models import CustomAction
from loyalty import flows
from loyalty.errors import Refused
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required


@require_http_methods(["GET", "POST"])
@team_required(*CHANGERS)
def create(request: MerchantRequest) -> HttpResponse:
    form = ActionForm(request.POST or None)
    if _is_done(
        form, lambda: flows.action_defined(request.merchant, terms=form.terms, by=request.user, at=now())
    ):
        messages.success(request, _("Action created. Now say how many points it gives."))
        return redirect("earning:create", form.terms.token)
    return render(request, "earning/custom_action.html", {"form": form})


@require_http_methods(["GET", "POST"])
@team_required(*CHANGERS)
def change(request: MerchantRequest, action_id: int) -> HttpResponse:
    action = get_object_or_404(CustomAction, pk=action_id)
    form = ActionForm(request.POST or None, action=action)
    if _is_done(form, lambda: flows.action_changed(action, terms=form.terms, by=request.user, at=now())):
        messages.success(request, _("Action saved."))
        return redirect("earning:catalogue")
    context = {"form": form, "action": action, "rules": action.rules.count()}
    return render(request, "earning/custom_action.html", context)


@require_POST
@team_required(*CHANGERS)
def archive(request: MerchantRequest, action_id: int) -> HttpResponse:
    """Nothing counts towards the action any more; with `is_archived` 0, it does again."""
    action = get_object_or_404(CustomAction, pk=action_id)
    is_archived = request.POST.get("is_archived") == "1"
    move = flows.action_archived if is_archived else flows.action_restored
    move(action, by=request.user, at=now())
    messages.success(request, _("Action archived.") if is_archived else _("Action restored."))
    return redirect("custom_actions:change", action.pk)


@require_POST
@team_required(*CHANGERS)
def delete(request: MerchantRequest, action_id: int) -> HttpResponse:
    action = get_object_or_404(CustomAction, pk=action_id)
    try:
        flows.action_deleted(action, by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("custom_actions:change", action.pk)
    messages.success(request, _("Action deleted."))
    return redirect("earning:catalogue")


def _is_done(form: ActionForm, act: Callable[[], object]) -> bool:
    """Whether what was typed is right and was done; otherwise the form says what is wrong."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        act()
    except Refused as refusal:
        form.add_error(refusal.details.get("field"), str(refusal))
        return False
    return True
