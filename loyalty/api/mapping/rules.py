"""What programs write of rules, as the programme takes it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from earning.actions import CustomerText, RuleTerms
from earning.conditions import Condition, Tiers
from earning.models import Period, ValueType
from loyalty.api.mapping.amounts import minor, whole
from loyalty.api.mapping.conditions import said_conditions

AS_SAID = ("name", "starts_at", "ends_at", "icon")
EMPTY = RuleTerms(name="", value_type=ValueType.FIXED, points=0)


def rule_terms(
    said: Mapping[str, Any], *, base: RuleTerms = EMPTY, currency: str, language: str
) -> RuleTerms:
    """`base` with what was said. Refuses `NotWhole`; texts are those of `language`."""
    terms = replace(base, **{name: said[name] for name in AS_SAID if name in said})
    if value := said.get("reward_value"):
        terms = replace(terms, **_value(value, currency))
    if "earning_limit" in said:
        terms = replace(terms, **_limit(said["earning_limit"]))
    if "points_cap" in said:
        terms = replace(terms, **_cap(said["points_cap"]))
    if said.keys() & {"conditions", "restricted_to_vip_tier_ids"}:
        terms = replace(terms, conditions=_conditions(said, terms.conditions))
    if said.keys() & {"action_text", "action_url"}:
        terms = replace(terms, texts=_texts(said, terms, language))
    return terms


def _value(said: Mapping[str, Any], currency: str) -> dict[str, Any]:
    if said["type"] == "fixed":
        points = whole(said["fixed"]["value"], "points")
        return {"value_type": ValueType.FIXED, "points": points, "amount_cents": None}
    return {
        "value_type": ValueType.PER_AMOUNT,
        "points": whole(said["variable"]["value"], "points"),
        "amount_cents": minor(said["variable"]["per_amount"], currency, "amount_cents"),
    }


def _limit(said: Mapping[str, Any] | None) -> dict[str, Any]:
    if said is None:
        return {"limit_count": None, "limit_period": "", "limit_days": None}
    if said["type"] == "lifetime":
        return {"limit_count": said["max"], "limit_period": Period.LIFETIME, "limit_days": None}
    if calendar := said.get("calendar"):
        return {"limit_count": said["max"], "limit_period": Period(calendar), "limit_days": None}
    days = said["rolling"]["unit_count"]
    return {"limit_count": said["max"], "limit_period": Period.ROLLING, "limit_days": days}


def _cap(said: Mapping[str, Any] | None) -> dict[str, Any]:
    if said is None:
        return {"cap_points": None, "cap_period": ""}
    return {"cap_points": said["points"], "cap_period": Period(said["period"])}


def _conditions(said: Mapping[str, Any], before: tuple[Condition, ...]) -> tuple[Condition, ...]:
    conditions = said_conditions(said["conditions"]) if "conditions" in said else before
    if "restricted_to_vip_tier_ids" not in said:
        return conditions
    others = tuple(one for one in conditions if not isinstance(one, Tiers) or one.is_excluding)
    ids = tuple(str(tier_id) for tier_id in dict.fromkeys(said["restricted_to_vip_tier_ids"]))
    return (*others, Tiers(ids)) if ids else others


def _texts(said: Mapping[str, Any], terms: RuleTerms, language: str) -> dict[str, CustomerText]:
    known = terms.texts.get(language, CustomerText())
    text = (said["action_text"] or "") if "action_text" in said else known.text
    link = (said["action_url"] or "") if "action_url" in said else known.link
    texts = {**terms.texts, language: replace(known, text=text, link=link)}
    return {language: one for language, one in texts.items() if one != CustomerText()}
