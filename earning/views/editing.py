"""A rule's page: what it gives, when, to whom, and how customers see it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from earning.actions import RuleTerms, terms_of
from earning.catalogue import EarningAction
from earning.conditions import conditions_for
from earning.explanation import OverlapAccount, fixed_limit, overlap_of
from earning.forms import RuleEditor
from earning.models import Rule, RuleVersion
from earning.queries import versions_of
from earning.views.choices import Actions
from earning.views.history import changes_of
from earning.views.reading import reading_of
from earning.views.statuses import status_of
from loyalty import flows
from loyalty.errors import Refused
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required


@require_http_methods(["GET", "POST"])
@team_required()
def rule(request: MerchantRequest, rule_id: int) -> HttpResponse:
    found = get_object_or_404(Rule, pk=rule_id)
    actions = Actions(request.merchant)
    action = actions.named(found.action)
    versions = versions_of(found)
    form = _form(request, found, versions[0], action)
    warning = None
    if request.method == "POST" and not form.is_changing and form.is_valid():
        warning = _new_overlap(request, found, form)
        if warning is None and _save(request, found, form):
            return redirect("earning:rule", found.pk)
    context = {
        "rule": found,
        "action": action,
        "form": form,
        "warning": warning,
        "reading": reading_of(form.read_terms, action=action, merchant=request.merchant),
        **_shown(request, found, versions, action, is_available=found.action in actions.by_code),
    }
    return render(request, "earning/rule.html", context)


def _form(request: MerchantRequest, rule: Rule, version: RuleVersion, action: EarningAction) -> RuleEditor:
    may_change = request.role in CHANGERS
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    form = RuleEditor(
        request.POST if request.method == "POST" else None,
        terms=terms_of(version),
        seen=version.number,
        action=action,
        kinds=conditions_for(rule.action),
        merchant=request.merchant,
    )
    if not may_change:
        form.disable()
    return form


def _shown(
    request: MerchantRequest,
    rule: Rule,
    versions: list[RuleVersion],
    action: EarningAction,
    *,
    is_available: bool,
) -> dict[str, Any]:
    """What the page says about the rule as it is saved."""
    version = versions[0]
    return {
        "version": version,
        "is_available": is_available,
        "status": status_of(rule, version, absence=action.absence, at=now()),
        "fixed_limit": fixed_limit(action.unit),
        "overlap": _overlap(request, rule, terms_of(version)) if rule.is_active else None,
        "changes": changes_of(rule, versions, merchant=request.merchant),
        "may_change": request.role in CHANGERS,
    }


def _overlap(request: MerchantRequest, rule: Rule, terms: RuleTerms) -> OverlapAccount | None:
    return overlap_of(terms, action=rule.action, merchant=request.merchant, at=now(), but_for=rule.pk)


def _new_overlap(request: MerchantRequest, rule: Rule, form: RuleEditor) -> OverlapAccount | None:
    """What the save would make several rules give for; None if that is so already, or was confirmed."""
    if not rule.is_active or "confirmed" in request.POST:
        return None
    new = _overlap(request, rule, form.terms)
    before = _overlap(request, rule, form.saved) if new else None
    known = before.rule_ids if before else frozenset()
    return new if new and not new.rule_ids <= known else None


def _save(request: MerchantRequest, rule: Rule, form: RuleEditor) -> bool:
    """Whether the rule says now what was typed."""
    if not form.has_changed:
        return True
    seen = form.seen.cleaned_data["seen"] or 0
    try:
        flows.rule_revised(rule, seen=seen, terms=form.terms, by=request.user, at=now())
    except Refused as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, _("Rule saved. Orders settled before keep the points they got."))
    return True
