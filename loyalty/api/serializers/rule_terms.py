"""Ways to earn as programs write them: as they are read, and with what only this programme knows."""

from typing import Any

from rest_framework import serializers

from earning.conditions import CONDITIONS
from earning.models import Period, Rule, RuleVersion
from loyalty.api.http.addresses import Addresses
from loyalty.api.http.times import moment, moment_or_none
from loyalty.api.serializers.rules import DAYS, EarningRuleShape, rule_json
from loyalty.api.serializers.strict import Moment, Strict, Text, Whole

CAP_PERIODS = [period.value for period in Period if period != Period.ROLLING]


def amount(**terms: Any) -> serializers.DecimalField:
    """Points or money in the currency's own unit; whole or not is for the programme to say."""
    return serializers.DecimalField(max_digits=17, decimal_places=4, min_value=0, **terms)


class FixedIn(Strict):
    value = amount()


class VariableIn(Strict):
    value = amount()
    per_amount = amount()


class RewardValueIn(Strict):
    """So many points, or so many for each amount of the programme's currency."""

    type = serializers.ChoiceField(choices=["variable", "fixed"])
    fixed = FixedIn(required=False)
    variable = VariableIn(required=False)

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        """What was said, if the value of its type is among it."""
        if said["type"] not in said:
            raise serializers.ValidationError({said["type"]: [self.error_messages["required"]]})
        return said


class RollingIn(Strict):
    unit = serializers.ChoiceField(choices=["day"], default="day")
    unit_count = Whole(min_value=1, max_value=3660)


class EarningLimitIn(Strict):
    """How often it gives to one customer: ever, within so many days, or in a period of the shop's calendar."""

    max = Whole(min_value=1, max_value=10**6)
    type = serializers.ChoiceField(choices=["rolling", "lifetime"])
    rolling = RollingIn(required=False)
    calendar = serializers.ChoiceField(choices=[period.value for period in DAYS], required=False)

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        """What was said, if one that rolls says how far."""
        if said["type"] == "rolling" and not said.keys() & {"rolling", "calendar"}:
            raise serializers.ValidationError({"rolling": [self.error_messages["required"]]})
        return said


class PointsCap(Strict):
    """No more points than this for one customer in a period of the shop's calendar."""

    points = Whole(min_value=1, max_value=10**9)
    period = serializers.ChoiceField(choices=CAP_PERIODS)


class ConditionField(serializers.DictField):
    """`{"type": "minimum_order", "cents": 2000}`: what the rule asks, as reading it gives it."""

    def to_internal_value(self, data: Any) -> Any:
        """The condition, if there is one of its type."""
        said = super().to_internal_value(data)
        if said.get("type") not in CONDITIONS:
            raise serializers.ValidationError(f"type is one of {', '.join(CONDITIONS)}.")
        return said


class EarningRuleIn(Strict):
    """What is left out stays as it is. `version` is the one you have read: if another stands by now, it is refused."""

    name = Text(required=False, max_length=100)
    reward_value = RewardValueIn(required=False)
    earning_limit = EarningLimitIn(required=False, allow_null=True)
    points_cap = PointsCap(required=False, allow_null=True)
    restricted_to_vip_tier_ids = serializers.ListField(
        child=Whole(min_value=1), required=False, max_length=20
    )
    conditions = serializers.ListField(child=ConditionField(), required=False, max_length=30)
    starts_at = Moment(required=False, allow_null=True)
    ends_at = Moment(required=False, allow_null=True)
    icon = Text(required=False, allow_blank=True, max_length=40)
    action_text = Text(required=False, allow_null=True, allow_blank=True, max_length=300)
    action_url = Text(required=False, allow_null=True, allow_blank=True, max_length=500)
    version = Whole(required=False, min_value=1)


class NewEarningRule(EarningRuleIn):
    """`action` is what it is about: `place_order`, `sign_up`, an action of your own or of an app."""

    action = Text(max_length=80)
    name = Text(max_length=100)
    reward_value = RewardValueIn()
    is_enabled = serializers.BooleanField(default=True)


class FullEarningRuleShape(EarningRuleShape):
    """A way to earn with all it says. `conditions` are what it asks beside the tiers."""

    action = serializers.CharField()
    is_enabled = serializers.BooleanField()
    version = serializers.IntegerField()
    conditions = serializers.ListField(child=serializers.DictField())
    points_cap = PointsCap(allow_null=True)
    starts_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


def full_rule_json(
    rule: Rule, version: RuleVersion, icon: str, currency: str, addresses: Addresses
) -> dict[str, Any]:
    """As the shape above has it, in the active language; `icon` is the action's, where the rule has none."""
    cap = {"points": version.cap_points, "period": version.cap_period} if version.cap_points else None
    return {
        **rule_json(version, icon, currency, addresses),
        "action": rule.action,
        "is_enabled": rule.is_active,
        "version": version.number,
        "conditions": version.conditions,
        "points_cap": cap,
        "starts_at": moment_or_none(version.starts_at),
        "ends_at": moment_or_none(version.ends_at),
        "created_at": moment(rule.created_at),
        "updated_at": moment(version.created_at),
    }
