"""What stops when an app is removed."""

from collections.abc import Sequence

from django.db.models import F

from apps_marketplace.snapshots import AppFacts
from earning.models import RuleVersion
from loyalty.merchants.models import Merchant


def rules_about(merchant: Merchant, app: AppFacts) -> Sequence[str]:
    """The names of the earning rules that give points for what the app brings, and nothing without it."""
    codes = [action.code for action in app.actions]
    in_force = RuleVersion.objects.filter(merchant=merchant, number=F("rule__version"))
    named = in_force.filter(rule__action__in=codes, rule__is_active=True).order_by("rule_id")
    return list(named.values_list("name", flat=True))
