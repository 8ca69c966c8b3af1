"""Add earning rule: choose an action, say how many points, create."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from earning.catalogue import EarningAction
from earning.forms import NewRuleForm, first_terms
from earning.models import Rule
from earning.queries.catalogue import archived_actions
from earning.views.choices import Actions, ActionsOfApps, in_groups
from earning.views.reading import Reading, reading_of
from loyalty import flows
from loyalty.errors import Refused
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required


@require_safe
@team_required(*CHANGERS)
def catalogue(request: MerchantRequest, actions_of_apps: ActionsOfApps) -> HttpResponse:
    search = request.GET.get("q", "")
    found = Actions(request.merchant, actions_of_apps).matching(search)
    groups = [
        (group, actions)
        for group, actions in in_groups(found, lambda action: action.group)
        if actions or not search
    ]
    used = set(Rule.objects.filter(is_active=True).values_list("action", flat=True))
    context = {
        "groups": groups,
        "search": search,
        "used": used,
        "has_apps": any(action.app for action in found),
        "archived": [] if search else archived_actions(),
    }
    return render(request, "earning/catalogue.html", context)


@require_http_methods(["GET", "POST"])
@team_required(*CHANGERS)
def create(request: MerchantRequest, action: str, actions_of_apps: ActionsOfApps) -> HttpResponse:
    chosen = _chosen(request, action, actions_of_apps)
    first = first_terms(chosen, currency=request.merchant.currency)
    form = NewRuleForm(request.POST or None, initial=first, merchant=request.merchant, action=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            rule = flows.rule_created(
                request.merchant, action=chosen.code, terms=form.terms, by=request.user, at=now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Rule created. It counts from now on."))
            return redirect("earning:rule", rule.pk)
    context = {"action": chosen, "form": form, "reading": _reading(request.POST or first, request, chosen)}
    return render(request, "earning/create.html", context)


@require_safe
@team_required()
def example(request: MerchantRequest, action: str, actions_of_apps: ActionsOfApps) -> HttpResponse:
    """How what is being typed would read."""
    chosen = _chosen(request, action, actions_of_apps)
    context = {"action": chosen, "reading": _reading(request.GET, request, chosen)}
    return render(request, "earning/reading.html", context)


def _chosen(request: MerchantRequest, code: str, actions_of_apps: ActionsOfApps) -> EarningAction:
    try:
        return Actions(request.merchant, actions_of_apps).by_code[code]
    except KeyError as error:
        raise Http404 from error


def _reading(typed: Mapping[str, Any], request: MerchantRequest, action: EarningAction) -> Reading | None:
    """None while what is typed makes no rule yet."""
    form = NewRuleForm(typed, merchant=request.merchant, action=action)
    if not form.is_valid():
        return None
    return reading_of(form.terms, action=action, merchant=request.merchant)
