"""Freezing the rules, so that an order's first award and its last refund are computed alike."""

from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from earning.catalogue import Unit
from earning.conditions import conditions_from
from earning.models import Campaign, Overlap, Rule, Ruleset, RuleVersion, ValueType
from earning.queries.catalogue import present_codes, units_of
from earning.snapshots import FrozenCampaign, FrozenRule, FrozenRuleset, as_content
from loyalty.merchants.models import Merchant, Program, Rounding
from loyalty.merchants.snapshots import earning_settings_of
from vip.queries import terms_in_force


def publish_ruleset(merchant: Merchant, *, at: datetime) -> Ruleset:
    """All active rules and the programme's arithmetic as they stand, in force for what happens from here on.

    Called at the end of every change to a rule or to the settings that rules are computed with.
    """
    # Lock the programme, not the rules: two edits at once must not publish a set that lacks one of them.
    program = Program.objects.select_for_update().get(merchant=merchant)
    frozen = FrozenRuleset(
        id=0,
        currency=merchant.currency,
        rounding=Rounding(program.rounding),
        rules=tuple(_active_rules()),
        timezone=ZoneInfo(merchant.timezone),
        settings=earning_settings_of(program),
        campaigns=tuple(_campaigns()),
        vip=terms_in_force(merchant.pk),
    )
    return Ruleset.objects.create(merchant=merchant, content=as_content(frozen), created_at=at)


def _campaigns() -> Iterator[FrozenCampaign]:
    """All that count, those that ended as well: an order that was placed before may be paid after."""
    for campaign in Campaign.objects.filter(is_active=True).order_by("pk"):
        yield FrozenCampaign(
            campaign_id=campaign.pk,
            name=campaign.name,
            starts_at=campaign.starts_at,
            ends_at=campaign.ends_at,
            multiplier=Fraction(campaign.multiplier),
            extra_points=campaign.extra_points,
            rule_ids=tuple(campaign.rule_ids),
            store_ids=tuple(campaign.store_ids),
            overlap=Overlap(campaign.overlap),
            budget_points=campaign.budget_points,
        )


def _active_rules() -> list[FrozenRule]:
    """Those whose action is there: built in, of an app that is installed, or the merchant's own and not archived."""
    rules = Rule.objects.filter(is_active=True, action__in=present_codes()).order_by("pk")
    versions = {(one.rule_id, one.number): one for one in RuleVersion.objects.filter(rule__in=rules)}
    units = units_of(rule.action for rule in rules)
    return [_frozen(rule, versions[rule.pk, rule.version], units.get(rule.action)) for rule in rules]


def _frozen(rule: Rule, version: RuleVersion, unit: Unit | None) -> FrozenRule:
    return FrozenRule(
        rule_id=rule.pk,
        version_id=version.pk,
        number=version.number,
        action=rule.action,
        name=version.name,
        value_type=ValueType(version.value_type),
        points=version.points,
        amount_cents=version.amount_cents,
        has_whole_units=version.has_whole_units,
        conditions=conditions_from(version.conditions),
        starts_at=version.starts_at,
        ends_at=version.ends_at,
        limit_count=version.limit_count,
        limit_period=version.limit_period,
        limit_days=version.limit_days,
        cap_points=version.cap_points,
        cap_period=version.cap_period,
        unit=unit or Unit.SENDER,
    )
