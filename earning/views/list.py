"""The list of rules."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from earning.catalogue import EarningAction
from earning.explanation import sentence_of
from earning.queries import ListedRule, listed_rules
from earning.views.choices import Actions, ActionsOfApps, in_groups
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from loyalty.ui.tables import Column, headings

RECENT = timedelta(days=30)
COLUMNS = (
    Column(_("Rule")),
    Column(_("Status")),
    Column(_("Used in 30 days"), is_number=True),
    Column(_("Points given"), is_number=True),
    Column(_("Last change"), is_wide=True),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One rule as the list shows it; `is_available` unless the app that brings its action is gone."""

    listed: ListedRule
    action: EarningAction
    sentence: str
    is_available: bool


@require_safe
@team_required()
def rules(request: MerchantRequest, actions_of_apps: ActionsOfApps) -> HttpResponse:
    actions = Actions(request.merchant, actions_of_apps)
    listed = listed_rules(request.merchant.pk, since=now() - RECENT)
    lines = [_line(one, actions, currency=request.merchant.currency) for one in listed]
    groups = [(group, found) for group, found in in_groups(lines, lambda line: line.action.group) if found]
    context = {"groups": groups, "headings": headings(COLUMNS), "may_change": request.role in CHANGERS}
    return render(request, "earning/rules.html", context)


def _line(listed: ListedRule, actions: Actions, *, currency: str) -> Line:
    code = listed.rule.action
    sentence = sentence_of(listed.version, currency=currency)
    return Line(listed, actions.named(code), sentence, is_available=code in actions.by_code)
