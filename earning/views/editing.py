"""A rule's page: what it gives, whether it counts, what it said before."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from earning.forms import RuleForm, initial_of
from earning.models import Rule
from earning.queries import versions_of
from earning.views.choices import Actions, ActionsOfApps
from earning.views.history import changes_of
from earning.views.reading import reading_of, terms_of
from loyalty import flows
from loyalty.errors import Refused
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required


@require_http_methods(["GET", "POST"])
@team_required()
def rule(request: MerchantRequest, rule_id: int, actions_of_apps: ActionsOfApps) -> HttpResponse:
    found = get_object_or_404(Rule, pk=rule_id)
    actions = Actions(request.merchant, actions_of_apps)
    action = actions.named(found.action)
    versions = versions_of(found)
    form = _form(request, found, actions, initial=initial_of(versions[0], currency=request.merchant.currency))
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, found, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("earning:rule", found.pk)
    context = {
        "rule": found,
        "version": versions[0],
        "action": action,
        "is_available": found.action in actions.by_code,
        "form": form,
        "reading": reading_of(terms_of(versions[0]), action=action, merchant=request.merchant),
        "changes": changes_of(found, versions, currency=request.merchant.currency),
        "may_change": request.role in CHANGERS,
    }
    return render(request, "earning/rule.html", context)


@require_POST
@team_required(*CHANGERS)
def set_active(request: MerchantRequest, rule_id: int, actions_of_apps: ActionsOfApps) -> HttpResponse:  # noqa: ARG001 -- every address of earning is given it
    """The rule counts from now on, or no longer."""
    found = get_object_or_404(Rule, pk=rule_id)
    is_active = request.POST.get("is_active") == "1"
    flows.rule_switched(found, is_active=is_active, by=request.user, at=now())
    messages.success(request, _("Rule enabled.") if is_active else _("Rule disabled."))
    return redirect("earning:rule", found.pk)


def _form(request: MerchantRequest, rule: Rule, actions: Actions, *, initial: dict[str, object]) -> RuleForm:
    may_change = request.role in CHANGERS
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    form = RuleForm(
        request.POST or None, initial=initial, merchant=request.merchant, action=actions.named(rule.action)
    )
    for field in form.fields.values():
        field.disabled = not may_change
    return form


def _save(request: MerchantRequest, rule: Rule, form: RuleForm) -> None:
    if not form.has_changed():
        return
    seen = form.cleaned_data["seen"] or 0
    flows.rule_revised(rule, seen=seen, terms=form.terms, by=request.user, at=now())
    messages.success(request, _("Rule saved. Orders settled before keep the points they got."))
