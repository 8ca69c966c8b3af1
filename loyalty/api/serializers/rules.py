"""Ways to earn."""

from typing import Any

from django.utils.translation import get_language
from rest_framework import serializers

from earning.conditions import Tiers, conditions_from
from earning.models import Period, RuleVersion, ValueType
from loyalty.api.http.addresses import Addresses
from loyalty.api.serializers.amounts import major

# A calendar's period, as the days in which Smile counts; `calendar` says which it is.
DAYS = {Period.DAY: 1, Period.WEEK: 7, Period.MONTH: 31, Period.YEAR: 366}


class Points(serializers.Serializer[Any]):
    type = serializers.ChoiceField(["points"])


class VariableValue(serializers.Serializer[Any]):
    value = serializers.FloatField()
    per_amount = serializers.FloatField()


class FixedValue(serializers.Serializer[Any]):
    value = serializers.FloatField()


class RewardValue(serializers.Serializer[Any]):
    """So many points, or so many for each amount of the programme's currency."""

    type = serializers.ChoiceField(["variable", "fixed"])
    variable = VariableValue(required=False)
    fixed = FixedValue(required=False)


class Rolling(serializers.Serializer[Any]):
    unit = serializers.ChoiceField(["day"])
    unit_count = serializers.IntegerField()


class EarningLimit(serializers.Serializer[Any]):
    """How often it gives to one customer. `calendar` is the period on the shop's calendar, if it is one."""

    max = serializers.IntegerField()
    type = serializers.ChoiceField(["rolling", "lifetime"])
    rolling = Rolling(required=False)
    calendar = serializers.ChoiceField([period.value for period in DAYS], required=False)


class EarningRuleShape(serializers.Serializer[Any]):
    """A way to earn that is in force. No tiers: all customers."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    image_url = serializers.CharField()
    action_text = serializers.CharField(allow_null=True)
    action_url = serializers.CharField(allow_null=True)
    restricted_to_vip_tier_ids = serializers.ListField(child=serializers.IntegerField())
    reward = Points()
    reward_value = RewardValue()
    earning_limit = EarningLimit(allow_null=True)


def rule_json(version: RuleVersion, icon: str, currency: str, addresses: Addresses) -> dict[str, Any]:
    """As the shape above has it, in the active language; `icon` is the action's, where the rule has none."""
    texts = version.texts.get(get_language() or "", {})
    return {
        "id": version.rule_id,
        "name": texts.get("title") or version.name,
        "image_url": addresses.icon(version.icon or icon),
        "action_text": texts.get("text") or None,
        "action_url": texts.get("link") or None,
        "restricted_to_vip_tier_ids": _tiers(version),
        "reward": {"type": "points"},
        "reward_value": _value(version, currency),
        "earning_limit": _limit(version),
    }


def _tiers(version: RuleVersion) -> list[int]:
    conditions = conditions_from(version.conditions)
    return [
        int(tier)
        for condition in conditions
        if isinstance(condition, Tiers) and not condition.is_excluding
        for tier in condition.values
    ]


def _value(version: RuleVersion, currency: str) -> dict[str, Any]:
    points = float(version.points)
    if version.value_type == ValueType.FIXED:
        return {"type": "fixed", "fixed": {"value": points}}
    amount = major(version.amount_cents or 0, currency)
    return {"type": "variable", "variable": {"value": points, "per_amount": amount}}


def _limit(version: RuleVersion) -> dict[str, Any] | None:
    if version.limit_count is None:
        return None
    period = Period(version.limit_period)
    if period == Period.LIFETIME:
        return {"max": version.limit_count, "type": "lifetime"}
    days = DAYS.get(period) or version.limit_days or 1
    limit = {"max": version.limit_count, "type": "rolling", "rolling": {"unit": "day", "unit_count": days}}
    return {**limit, "calendar": period.value} if period in DAYS else limit
