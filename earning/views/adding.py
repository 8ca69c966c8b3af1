"""Add earning rule: choose an action, say how many points, create."""

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from earning.actions import RuleTerms
from earning.catalogue import EarningAction
from earning.conditions import conditions_for
from earning.explanation import OverlapAccount, overlap_of
from earning.forms import NewRuleForm, RuleEditor, first_terms, value_of
from earning.models import Rule, ValueType
from earning.queries.catalogue import archived_actions
from earning.views.choices import Actions, in_groups
from earning.views.reading import Reading, reading_of
from loyalty import flows
from loyalty.errors import Refused
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required


@require_safe
@team_required(*CHANGERS)
def catalogue(request: MerchantRequest) -> HttpResponse:
    search = request.GET.get("q", "")
    found = Actions(request.merchant).matching(search)
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
def create(request: MerchantRequest, action: str) -> HttpResponse:
    chosen = _chosen(request, action)
    first = first_terms(chosen, currency=request.merchant.currency)
    form = NewRuleForm(
        request.POST or None,
        initial=value_of(first) if first else {},
        currency=request.merchant.currency,
        action=chosen,
        language=request.merchant.language,
    )
    warning = None
    if request.method == "POST" and form.is_valid():
        warning = _overlap(request, form)
        if warning is None and (rule := _create(request, form)):
            messages.success(request, _("Rule created. It counts from now on."))
            return redirect("earning:rule", rule.pk)
    reading = reading_of(first, action=chosen, merchant=request.merchant) if first else None
    if request.method == "POST":
        reading = _reading(request.POST, request, chosen)
    context = {"action": chosen, "form": form, "reading": reading, "warning": warning}
    return render(request, "earning/create.html", context)


@require_safe
@team_required()
def example(request: MerchantRequest, action: str) -> HttpResponse:
    """How what is being typed would read."""
    chosen = _chosen(request, action)
    reading = _reading(request.GET, request, chosen)
    context = {"action": chosen, "reading": reading, "has_previews": "previews" in request.GET}
    return render(request, "earning/reading.html", context)


def _chosen(request: MerchantRequest, code: str) -> EarningAction:
    try:
        return Actions(request.merchant).by_code[code]
    except KeyError as error:
        raise Http404 from error


def _overlap(request: MerchantRequest, form: NewRuleForm) -> OverlapAccount | None:
    """What the new rule and others would both give for; None once that was confirmed, and once there is the rule."""
    key = form.cleaned_data["key"]
    if "confirmed" in request.POST or (key and Rule.objects.filter(form_key=key).exists()):
        return None
    return overlap_of(form.terms, action=form.action.code, merchant=request.merchant, at=now())


def _create(request: MerchantRequest, form: NewRuleForm) -> Rule | None:
    try:
        return flows.rule_created(
            request.merchant,
            action=form.action.code,
            terms=form.terms,
            by=request.user,
            at=now(),
            key=form.cleaned_data["key"],
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def _reading(typed: QueryDict, request: MerchantRequest, action: EarningAction) -> Reading | None:
    """None while what is typed gives no points yet; of the rest, what makes sense so far."""
    form = RuleEditor(
        typed,
        terms=RuleTerms(str(action.name), ValueType.FIXED, points=1),
        seen=0,
        action=action,
        kinds=conditions_for(action.code),
        merchant=request.merchant,
    )
    if not form.value.is_valid():
        return None
    return reading_of(form.terms, action=action, merchant=request.merchant)
