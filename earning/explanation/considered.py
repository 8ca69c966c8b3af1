"""Every rule that was considered for an order or an activity, and what each of its conditions said."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earning.catalogue import Unit
from earning.conditions import Words
from earning.explanation.accounts import ConsideredRule, VerdictAccount
from earning.explanation.campaigns import remarks_on_campaigns
from earning.explanation.limits import cap_text, limit_text
from earning.explanation.sentences import points_text, shown
from earning.explanation.words import words_for
from earning.models import Activity, Settlement
from earning.snapshots import FrozenRule, FrozenRuleset, as_frozen


def considered_for_order(settlement: Settlement) -> tuple[ConsideredRule, ...]:
    """The rules about orders that were in force, as they were settled last. One query where a rule names stores."""
    return considered_in(settlement.explanation, as_frozen(settlement.ruleset_id, settlement.ruleset.content))


def considered_for_activity(activity: Activity) -> tuple[ConsideredRule, ...]:
    """The rules about the activity that were in force. One query where a rule names stores."""
    return considered_in(activity.explanation, as_frozen(activity.ruleset_id, activity.ruleset.content))


def considered_in(kept: Mapping[str, Any], ruleset: FrozenRuleset) -> tuple[ConsideredRule, ...]:
    """The rules of an account that evaluating gave, in its order. One query where a rule names stores."""
    rules = {rule.rule_id: rule for rule in ruleset.rules}
    accounts = [account for account in kept.get("rules", ()) if account["rule"] in rules]
    asked = [condition for account in accounts for condition in rules[account["rule"]].conditions]
    words = words_for(asked, currency=ruleset.currency)
    names = {campaign.campaign_id: campaign.name for campaign in ruleset.campaigns}
    return tuple(_rule(rules[account["rule"]], account, words, names) for account in accounts)


def _rule(
    rule: FrozenRule, account: Mapping[str, Any], words: Words, campaigns: Mapping[int, str]
) -> ConsideredRule:
    verdicts = [
        VerdictAccount(condition.sentence(words), condition.seen_text(said["seen"], words), said["passed"])
        for condition, said in zip(rule.asked, account.get("conditions", ()), strict=False)
    ]
    return ConsideredRule(
        rule_id=rule.rule_id,
        name=rule.name,
        number=rule.number,
        points=account["points"],
        verdicts=(*verdicts, *_owner(account), *_once(account), *_limits(rule, account)),
        remark=_remark(account, campaigns) if account["points"] or "beaten" in account else "",
    )


def _remark(account: Mapping[str, Any], campaigns: Mapping[int, str]) -> str:
    """What made the points what they are, or would have been."""
    parts = (_tier(account), *remarks_on_campaigns(account, campaigns), _beaten(account))
    return " ".join(part for part in parts if part)


def _owner(account: Mapping[str, Any]) -> Iterable[VerdictAccount]:
    if name := account.get("owner"):
        asked = _("Order %(order)s is the customer’s own") % {"order": name}
        yield VerdictAccount(asked, _("somebody else’s"), passed=False)


def _once(account: Mapping[str, Any]) -> Iterable[VerdictAccount]:
    if once := account.get("once"):
        seen = _("not given yet") if once["passed"] else _("given before")
        yield VerdictAccount(str(capfirst(Unit(once["unit"]).label)), seen, once["passed"])


def _limits(rule: FrozenRule, account: Mapping[str, Any]) -> Iterable[VerdictAccount]:
    if limit := account.get("limit"):
        used = ngettext("used %(count)d time", "used %(count)d times", limit["used"]) % {
            "count": limit["used"]
        }
        most = limit_text(limit["count"], limit["period"], days=rule.limit_days)
        yield VerdictAccount(most, used, limit["passed"])
    if cap := account.get("cap"):
        left = _("%(points)s left") % {"points": points_text(cap["room"])}
        yield VerdictAccount(cap_text(cap["points"], cap["period"]), left, cap["room"] > 0)


def _tier(account: Mapping[str, Any]) -> str:
    if "tier" not in account:
        return ""
    name, times = account["tier"]
    texts = {"tier": name, "times": shown(Fraction(times))}
    return _("The VIP tier %(tier)s, held before the order, made it %(times)s times as much.") % texts


def _beaten(account: Mapping[str, Any]) -> str:
    if "beaten" in account:
        texts = {"points": points_text(account["beaten"])}
        return _("It would have given %(points)s, but another rule gave more.") % texts
    return ""
