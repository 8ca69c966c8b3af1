"""Ways to redeem as programs write them. Money is in the programme's currency, in its minor unit."""

from typing import Any

from rest_framework import serializers

from loyalty.api.serializers.rewards import EXCHANGES, PointsProductShape
from loyalty.api.serializers.strict import Strict, Text, Whole
from loyalty.rewards.actions import RewardTerms
from loyalty.rewards.forms.rewards import ICONS
from loyalty.rewards.forms.texts import LONGEST_TEXT
from loyalty.rewards.models import IssuedBy, Reward, RewardType

# What programs call it, and what a reward calls it; whatever else is written is called the same.
RENAMED = {
    "exchange_type": "exchange",
    "points_price": "points",
    "variable_points_step": "step",
    "variable_points_step_value_cents": "step_value_cents",
    "variable_points_min": "points_min",
    "variable_points_max": "points_max",
    "reward_type": "type",
    "restricted_to_vip_tier_ids": "tier_ids",
    "code_prefix": "prefix",
}
MOST_NAMES = 1000
ICON_NAMES = [name for name, _label in ICONS]


def number(**terms: Any) -> Whole:
    """Above zero, or null for none."""
    return Whole(**{"required": False, "allow_null": True, "min_value": 1, "max_value": 10**12, **terms})


def names() -> serializers.ListField:
    """Texts, or none for everything."""
    return serializers.ListField(child=Text(max_length=200), required=False, max_length=MOST_NAMES)


def ids() -> serializers.ListField:
    """Ids, or none for everything."""
    return serializers.ListField(child=Whole(min_value=1), required=False, max_length=MOST_NAMES)


class PointsProductIn(Strict):
    """What is left out stays as it is; codes that customers have keep what they promised.

    `description` and `usage_instructions` are what customers read, in the shop's language.
    """

    name = Text(required=False, max_length=100)
    reward_type = serializers.ChoiceField(choices=RewardType.values, required=False)
    exchange_type = serializers.ChoiceField(choices=EXCHANGES, required=False)
    points_price = number()
    variable_points_step = number()
    variable_points_step_value_cents = number()
    variable_points_min = number()
    variable_points_max = number()
    value_cents = number()
    percent = number(max_value=100)
    ceiling_cents = number()
    product = Text(required=False, allow_blank=True, max_length=200)
    min_order_cents = Whole(required=False, min_value=0, max_value=10**12)
    products = names()
    categories = names()
    currencies = serializers.ListField(
        child=serializers.RegexField("^[A-Z]{3}$"), required=False, max_length=200
    )
    store_ids = ids()
    restricted_to_vip_tier_ids = ids()
    code_prefix = serializers.RegexField("^[A-Z0-9-]{0,12}$", required=False, allow_blank=True)
    issued_by = serializers.ChoiceField(choices=IssuedBy.values, required=False)
    expires_days = number(max_value=3660)
    limit_per_customer = number(max_value=2**31 - 1)
    limit_total = number(max_value=2**31 - 1)
    icon = serializers.ChoiceField(choices=ICON_NAMES, required=False)
    description = Text(required=False, allow_blank=True, max_length=LONGEST_TEXT)
    usage_instructions = Text(required=False, allow_blank=True, max_length=LONGEST_TEXT)


class NewPointsProduct(PointsProductIn):
    name = Text(max_length=100)
    reward_type = serializers.ChoiceField(choices=RewardType.values)
    exchange_type = serializers.ChoiceField(choices=EXCHANGES)
    is_enabled = serializers.BooleanField(default=True)


class FullPointsProductShape(PointsProductShape):
    """A way to redeem with all it says. Empty lists and null limits allow everything."""

    is_enabled = serializers.BooleanField()
    reward_type = serializers.ChoiceField(RewardType.values)
    variable_points_step_value_cents = serializers.IntegerField(allow_null=True)
    value_cents = serializers.IntegerField(allow_null=True)
    percent = serializers.IntegerField(allow_null=True)
    ceiling_cents = serializers.IntegerField(allow_null=True)
    product = serializers.CharField()
    min_order_cents = serializers.IntegerField()
    products = serializers.ListField(child=serializers.CharField())
    categories = serializers.ListField(child=serializers.CharField())
    currencies = serializers.ListField(child=serializers.CharField())
    store_ids = serializers.ListField(child=serializers.IntegerField())
    restricted_to_vip_tier_ids = serializers.ListField(child=serializers.IntegerField())
    code_prefix = serializers.CharField()
    issued_by = serializers.ChoiceField(IssuedBy.values)
    expires_days = serializers.IntegerField(allow_null=True)
    limit_per_customer = serializers.IntegerField(allow_null=True)
    limit_total = serializers.IntegerField(allow_null=True)
    icon = serializers.CharField()
    usage_instructions = serializers.CharField()


TEXTS = {"description": "description", "usage_instructions": "instructions"}
# What reading a way to redeem gives beyond what Smile's shape has, as a reward keeps it.
MORE = [
    name
    for name in PointsProductIn().get_fields()
    if name not in TEXTS and name != "name" and name not in PointsProductShape().get_fields()
]


def more_json(reward: Reward, language: str) -> dict[str, Any]:
    """What `FullPointsProductShape` has beyond Smile's shape."""
    return {
        **{name: getattr(reward, RENAMED.get(name, name)) for name in MORE},
        "is_enabled": reward.is_active,
        "usage_instructions": reward.texts.get(language, {}).get("instructions", ""),
    }


def reward_terms(said: dict[str, Any], *, base: Reward | None, language: str) -> RewardTerms:
    """What a reward says, with what was said."""
    names = RewardTerms.__dataclass_fields__
    known = {name: getattr(base, name) for name in names} if base else {}
    renamed = {RENAMED.get(name, name): value for name, value in said.items()}
    texts = {part: said[name] for name, part in TEXTS.items() if name in said}
    return RewardTerms(
        **{
            **known,
            **{name: value for name, value in renamed.items() if name in names},
            "texts": _with_texts(known.get("texts", {}), texts, language),
        }
    )


def _with_texts(
    known: dict[str, dict[str, str]], said: dict[str, str], language: str
) -> dict[str, dict[str, str]]:
    texts = {part: text for part, text in {**known.get(language, {}), **said}.items() if text}
    others = {other: parts for other, parts in known.items() if other != language}
    return {**others, language: texts} if texts else others
