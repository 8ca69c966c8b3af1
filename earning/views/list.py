"""The list of rules."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from earning.actions import RuleTerms, terms_of
from earning.catalogue import EarningAction, Group
from earning.explanation import limits_of, sentence_of
from earning.queries import ListedRule, listed_rules
from earning.views.choices import Actions, in_groups
from earning.views.statuses import Status, status_of
from loyalty.merchants.models import Stacking
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from loyalty.ui.tables import Column, headings

RECENT = timedelta(days=30)
COLUMNS = (
    Column(_("Rule")),
    Column(_("Limit"), is_wide=True),
    Column(_("Status")),
    Column(_("Used in 30 days"), is_number=True),
    Column(_("Points given"), is_number=True),
)
ACTIONS = Column(_("Actions"), is_hidden=True)


@dataclass(frozen=True, slots=True)
class Line:
    """One rule as the list shows it. `key` makes a copy of it once, however often its button is pressed."""

    listed: ListedRule
    action: EarningAction
    terms: RuleTerms
    sentence: str
    limits: list[str]
    status: Status
    key: UUID

    @property
    def icon(self) -> str:
        return self.terms.icon or self.action.icon


@require_safe
@team_required()
def rules(request: MerchantRequest) -> HttpResponse:
    actions, at = Actions(request.merchant), now()
    listed = listed_rules(request.merchant.pk, since=at - RECENT)
    lines = [_line(one, actions, currency=request.merchant.currency, at=at) for one in listed]
    may_change = request.role in CHANGERS
    context = {
        "groups": [(group, found) for group, found in in_groups(lines, _group) if found],
        "headings": headings((*COLUMNS, ACTIONS) if may_change else COLUMNS),
        "may_change": may_change,
        "switched": _switched(lines, request.GET.get("switched", "")),
        "is_best_only": request.merchant.program.stacking == Stacking.BEST,
    }
    return render(request, "earning/rules.html", context)


def _line(listed: ListedRule, actions: Actions, *, currency: str, at: datetime) -> Line:
    action, terms = actions.named(listed.rule.action), terms_of(listed.version)
    return Line(
        listed=listed,
        action=action,
        terms=terms,
        sentence=sentence_of(terms, currency=currency),
        limits=limits_of(terms, unit=action.unit),
        status=status_of(listed.rule, listed.version, absence=action.absence, at=at),
        key=uuid4(),
    )


def _group(line: Line) -> Group:
    return line.action.group


def _switched(lines: list[Line], rule_id: str) -> Line | None:
    """The rule that was switched just now, which can be undone."""
    return next((line for line in lines if str(line.listed.rule.pk) == rule_id), None)
