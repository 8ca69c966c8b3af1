"""Rules as they stood, in a form that evaluates without the database."""

from dataclasses import asdict, dataclass
from typing import Any

from earning.models import ValueType
from loyalty.merchants.models import Rounding


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class FrozenRuleset:
    """All rules that were active at one time, with the programme's currency and rounding."""

    id: int
    currency: str
    rounding: Rounding
    rules: tuple[FrozenRule, ...]

    def about(self, action: str) -> tuple[FrozenRule, ...]:
        """The rules about one action."""
        return tuple(rule for rule in self.rules if rule.action == action)


def as_content(currency: str, rounding: Rounding, rules: list[FrozenRule]) -> dict[str, Any]:
    """What a ruleset row keeps."""
    return {"currency": currency, "rounding": rounding, "rules": [asdict(rule) for rule in rules]}


def as_frozen(ruleset_id: int, content: dict[str, Any]) -> FrozenRuleset:
    """A ruleset row, ready to evaluate."""
    rules = tuple(FrozenRule(**{**rule, "value_type": ValueType(rule["value_type"])}) for rule in content["rules"])
    return FrozenRuleset(ruleset_id, content["currency"], Rounding(content["rounding"]), rules)
