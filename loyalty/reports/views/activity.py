"""Program → Activity: everything that moved points or was considered, and the reason for each."""

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from earning.explanation import account_of_activity, explain
from earning.models import Activity, RuleVersion
from earning.queries.catalogue import names_of
from loyalty.reports.queries import Group, Source, activity_of
from loyalty.team.permissions import MerchantRequest, team_required
from loyalty.ui.filters import make_filter
from loyalty.ui.pages import page_of
from loyalty.ui.tables import Column, headings

COLUMNS = (
    Column(_("What")),
    Column(_("Kind"), is_wide=True),
    Column(_("When")),
    Column(_("Points"), is_number=True),
    Column(_("Balance after"), is_number=True, is_wide=True),
)


@require_safe
@team_required()
def activity(request: MerchantRequest) -> HttpResponse:
    search = request.GET.get("q", "").strip()
    kinds = make_filter("kind", _("Kind"), Group.choices, asked=request.GET.get("kind", ""))
    rules = make_filter("rule", _("Rule"), _rules(), asked=request.GET.get("rule", ""))
    sources = make_filter("source", _("Source"), Source.choices, asked=request.GET.get("source", ""))
    entries = activity_of(
        request.merchant.pk, group=kinds.value, source=sources.value, rule=rules.value, search=search
    )
    context = {
        "page": page_of(entries, order=("-occurred_at",), cursor=request.GET.get("cursor")),
        "headings": headings(COLUMNS),
        "filters": [kinds, rules, sources],
        "search": search,
        "is_filtered": bool(search or kinds.value or rules.value or sources.value),
    }
    return render(request, "reports/activity.html", context)


def _rules() -> list[tuple[str, str]]:
    """Every rule, disabled ones too, by the name of its version in force."""
    current = RuleVersion.objects.filter(number=F("rule__version")).order_by("name", "rule")
    return [(str(version.rule_id), version.name) for version in current.only("rule_id", "name")]


@require_safe
@team_required()
def explanation(request: MerchantRequest, transaction_id: int) -> HttpResponse:
    entry = get_object_or_404(activity_of(request.merchant.pk), pk=transaction_id)
    context = {"transaction": entry, "explanation": explain([entry])[entry.pk]}
    return render(request, "reports/explanation.html", context)


@require_safe
@team_required()
def happening(request: MerchantRequest, activity_id: int) -> HttpResponse:
    """What a customer did that is not an order, whether it gave points or not."""
    activities = Activity.objects.select_related("customer", "ruleset")
    found: Activity = get_object_or_404(activities, merchant=request.merchant, pk=activity_id)
    context = {
        "activity": found,
        "name": names_of([found.token])[found.token],
        "account": account_of_activity(found),
    }
    return render(request, "reports/happening.html", context)
