"""The merchant's rules, as they are looked at."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import F

from earning.models import Rule, RuleVersion
from loyalty.points.models import Kind

# The first entry of an award has one of these kinds; the others change what it stands at.
USES = (Kind.PENDING, Kind.EARN_ORDER, Kind.EARN_ACTIVITY, Kind.EARN_SIGNUP, Kind.EARN_BIRTHDAY)


class RuleUse(NamedTuple):
    """How often a rule gave points, pending ones too, and how many in all, less what was taken back."""

    times: int = 0
    points: int = 0


@dataclass(frozen=True, slots=True)
class ListedRule:
    """A rule with the version in force and its recent use."""

    rule: Rule
    version: RuleVersion
    use: RuleUse


def listed_rules(merchant_id: int, *, since: datetime) -> list[ListedRule]:
    """All rules, oldest first, with their use since then. Two queries; the ledger is read from `since` on."""
    uses = _uses(merchant_id, since)
    versions = RuleVersion.objects.filter(merchant_id=merchant_id, number=F("rule__version"))
    return [
        ListedRule(version.rule, version, uses.get(version.rule_id, RuleUse()))
        for version in versions.select_related("rule", "author").order_by("rule_id")
    ]


def versions_of(rule: Rule) -> list[RuleVersion]:
    """Everything the rule has said, newest first."""
    return list(rule.versions.select_related("author").order_by("-number"))


def _uses(merchant_id: int, since: datetime) -> dict[int, RuleUse]:
    with connection.cursor() as cursor:
        cursor.execute(_USES, [list(USES), merchant_id, since])
        return {rule_id: RuleUse(times, int(points)) for rule_id, times, points in cursor.fetchall()}


_USES = """
SELECT award.rule_id, count(*) FILTER (WHERE entry.kind = ANY (%s) AND entry.pending >= 0),
    sum(entry.points + entry.pending)
FROM points_pointstransaction entry
JOIN earning_award award ON award.merchant_id = entry.merchant_id AND award.id = entry.source_id
WHERE entry.merchant_id = %s AND entry.occurred_at >= %s AND entry.source = 'award'
GROUP BY award.rule_id
"""
