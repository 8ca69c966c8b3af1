"""Rules as they stood, in a form that evaluates without the database."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from earning.catalogue import PLACE_ORDER, Unit
from earning.conditions import Condition, LineCondition, Need, Window, conditions_from
from earning.models import Overlap, ValueType
from loyalty.merchants.models import Rounding
from loyalty.merchants.snapshots import EarningSettings
from vip.snapshots import VipTerms

RULESETS_IN_MEMORY = 256
UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """What a sender says happened. `distinct_id` is its own name for it: the same one twice is one activity.

    `is_test` is the sender's own mark on what did not really happen. `order_name` is the outside id or number of
    the order it is about, `product` the product's id or SKU, `text_length` how long a review is.
    """

    source: str
    token: str
    distinct_id: str
    happened_at: datetime
    is_test: bool = False
    order_name: str = ""
    product: str = ""
    text_length: int | None = None


@dataclass(frozen=True)
class FrozenRule:
    """One version of one rule. `amount_cents` is in the programme's currency."""

    rule_id: int
    version_id: int
    number: int
    action: str
    name: str
    value_type: ValueType
    points: int
    amount_cents: int | None
    has_whole_units: bool
    conditions: tuple[Condition, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    limit_count: int | None = None
    limit_period: str = ""
    limit_days: int | None = None
    cap_points: int | None = None
    cap_period: str = ""
    unit: Unit = Unit.SENDER

    def unit_of(self, facts: ActivityFacts) -> str:
        """The name of what the rule gives once for, or nothing if it may give each time something is reported."""
        match self.unit:
            case Unit.CUSTOMER:
                return str(Unit.CUSTOMER)
            case Unit.ORDER if facts.order_name:
                return f"{Unit.ORDER}:{facts.order_name}"
            case Unit.PRODUCT if facts.product:
                return f"{Unit.PRODUCT}:{facts.product}"
            case _:
                return ""

    @cached_property
    def is_limited(self) -> bool:
        """Whether what it gave before decides what it gives."""
        return self.limit_count is not None or self.cap_points is not None

    @cached_property
    def asked(self) -> tuple[Condition, ...]:
        """All that is asked before it gives: its dates, then its conditions."""
        if self.starts_at or self.ends_at:
            return (Window(self.starts_at, self.ends_at), *self.conditions)
        return self.conditions

    @cached_property
    def narrowing(self) -> tuple[LineCondition, ...]:
        """The conditions that choose among an order's lines."""
        return tuple(condition for condition in self.conditions if isinstance(condition, LineCondition))


@dataclass(frozen=True, slots=True)
class FrozenCampaign:
    """A campaign as it stood."""

    campaign_id: int
    name: str
    starts_at: datetime
    ends_at: datetime
    multiplier: Fraction
    extra_points: int
    rule_ids: tuple[int, ...]
    store_ids: tuple[int, ...]
    overlap: Overlap
    budget_points: int | None = None


@dataclass(frozen=True)
class FrozenRuleset:
    """All rules that were active at one time, with the programme's currency, calendar and settings."""

    id: int
    currency: str
    rounding: Rounding
    rules: tuple[FrozenRule, ...]
    timezone: ZoneInfo = UTC
    settings: EarningSettings = field(default_factory=EarningSettings)
    campaigns: tuple[FrozenCampaign, ...] = ()
    vip: VipTerms = field(default_factory=VipTerms)

    def about(self, action: str) -> tuple[FrozenRule, ...]:
        """The rules about one action."""
        return self._by_action.get(action, ())

    def version_of(self, rule_id: int) -> int:
        """The id of the version that a rule stands in here."""
        return self._versions[rule_id]

    def needs(self, need: Need) -> bool:
        """Whether some rule asks for a fact that has to be looked up."""
        return need in self._needs

    @cached_property
    def asks_tier(self) -> bool:
        """Whether it matters which VIP tier a customer holds."""
        return self.vip.is_on and (self.vip.has_multipliers or Need.TIER in self._needs)

    @cached_property
    def has_plain_basis(self) -> bool:
        """Whether goods after discounts earn, and nothing else."""
        return self.settings.has_plain_basis

    @cached_property
    def limited(self) -> frozenset[int]:
        """The ids of the rules about orders with a limit or a cap."""
        return frozenset(rule.rule_id for rule in self.about(PLACE_ORDER.code) if rule.is_limited)

    @cached_property
    def budgeted(self) -> frozenset[int]:
        """The ids of the campaigns with a budget."""
        return frozenset(campaign.campaign_id for campaign in self.campaigns if campaign.budget_points)

    @cached_property
    def _by_action(self) -> dict[str, tuple[FrozenRule, ...]]:
        actions = dict.fromkeys(rule.action for rule in self.rules)
        return {action: tuple(rule for rule in self.rules if rule.action == action) for action in actions}

    @cached_property
    def _versions(self) -> dict[int, int]:
        return {rule.rule_id: rule.version_id for rule in self.rules}

    @cached_property
    def _needs(self) -> frozenset[Need]:
        return frozenset(
            need for rule in self.rules for condition in rule.conditions for need in condition.needs
        )


def as_content(ruleset: FrozenRuleset) -> dict[str, Any]:
    """What a ruleset row keeps."""
    return {
        "currency": ruleset.currency,
        "rounding": ruleset.rounding,
        "timezone": ruleset.timezone.key,
        "settings": ruleset.settings.as_json(),
        "rules": [_kept(rule) for rule in ruleset.rules],
        "campaigns": [_kept_campaign(campaign) for campaign in ruleset.campaigns],
        "vip": ruleset.vip.as_json(),
    }


def as_frozen(ruleset_id: int, content: Mapping[str, Any]) -> FrozenRuleset:
    """A ruleset row, ready to evaluate. Rows of before a setting was known have its first value."""
    return FrozenRuleset(
        ruleset_id,
        content["currency"],
        Rounding(content["rounding"]),
        tuple(map(_rule, content["rules"])),
        ZoneInfo(content.get("timezone", "UTC")),
        EarningSettings.from_json(content.get("settings", {})),
        tuple(map(_campaign, content.get("campaigns", ()))),
        VipTerms.from_json(content["vip"]) if "vip" in content else VipTerms(),
    )


@lru_cache(maxsize=RULESETS_IN_MEMORY)
def read_frozen(ruleset_id: int, content: str) -> FrozenRuleset:
    """The same from the row's text; reading a text that was read lately costs nothing."""
    return as_frozen(ruleset_id, json.loads(content))


def _kept(rule: FrozenRule) -> dict[str, Any]:
    """The fields that say something; the others have their defaults."""
    plain = asdict(replace(rule, conditions=()))
    kept = {name: value for name, value in plain.items() if value not in (None, (), "")}
    for name in ("starts_at", "ends_at"):
        if name in kept:
            kept[name] = kept[name].isoformat()
    return {**kept, "conditions": [condition.as_json() for condition in rule.conditions]}


def _kept_campaign(campaign: FrozenCampaign) -> dict[str, Any]:
    return {
        **asdict(campaign),
        "starts_at": campaign.starts_at.isoformat(),
        "ends_at": campaign.ends_at.isoformat(),
        "multiplier": str(campaign.multiplier),
    }


def _campaign(kept: Mapping[str, Any]) -> FrozenCampaign:
    said = {
        **kept,
        "starts_at": datetime.fromisoformat(kept["starts_at"]),
        "ends_at": datetime.fromisoformat(kept["ends_at"]),
        "multiplier": Fraction(kept["multiplier"]),
        "rule_ids": tuple(kept["rule_ids"]),
        "store_ids": tuple(kept["store_ids"]),
        "overlap": Overlap(kept["overlap"]),
    }
    return FrozenCampaign(**said)


def _rule(kept: Mapping[str, Any]) -> FrozenRule:
    said = {
        "amount_cents": None,
        **kept,
        "value_type": ValueType(kept["value_type"]),
        "conditions": conditions_from(kept.get("conditions", ())),
        "unit": Unit(kept.get("unit", Unit.SENDER)),
    }
    for name in ("starts_at", "ends_at"):
        if name in kept:
            said[name] = datetime.fromisoformat(kept[name])
    return FrozenRule(**said)
