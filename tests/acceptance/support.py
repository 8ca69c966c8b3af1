"""Which parts of the scenario format the product can do.

Every field has a line here: `NOW`, or the name of the feature it waits for. What was built becomes `NOW`.
What has no line at all is an error of the file, or of this table.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from loyalty.customers.queries import GUARD_DAYS

Fields = Mapping[str, str]
Given = Mapping[str, Any]

NOW = ""


class UnknownFieldError(Exception):
    def __init__(self, field: str) -> None:
        super().__init__(f"not yet supported: {field}")


CASE: Fields = dict.fromkeys(
    ["id", "title", "source", "assumes", "why", "options", "program", "events", "expected"], NOW
)
PROGRAM: Fields = {
    **dict.fromkeys(["timezone", "currency", "rounding", "rules"], NOW),
    "campaigns": NOW,
    "basis": NOW,
    "rewards": NOW,
    "tiers": NOW,
    "expiry": NOW,
    "holding_days": NOW,
    "claim_guest_orders_days": NOW,
    "per_currency": NOW,
    "referral": NOW,
    "refund_negative": NOW,
    "participants": NOW,
}
RULE: Fields = {
    **dict.fromkeys(["id", "kind", "disabled", "points_per", "fixed", "token", "points", "distinct"], NOW),
    **dict.fromkeys(["min_subtotal", "include_categories", "exclude_categories"], NOW),
    **dict.fromkeys(["stores", "first_order_only", "starts_at", "ends_at", "requires_purchase"], NOW),
    **dict.fromkeys(["tiers", "exclude_tiers"], NOW),
    "limit": NOW,
    "points_cap": NOW,
    "guard_days": NOW,
}
REWARD: Fields = {
    **dict.fromkeys(["id", "type", "points", "value", "min", "max", "step", "value_per_step"], NOW),
    **dict.fromkeys(["expires_days", "max_per_customer", "disabled"], NOW),
    "tiers": NOW,
}
EXPIRY: Fields = dict.fromkeys(["mode", "months", "days", "enabled_on"], NOW)
TIERS: Fields = dict.fromkeys(["basis", "period", "spend_basis", "grace_days", "levels"], NOW)
LEVEL: Fields = dict.fromkeys(["id", "min", "entry"], NOW)
ENTRY: Fields = dict.fromkeys(["points", "reward"], NOW)
ENTRY_KINDS: Fields = dict.fromkeys(["points", "reward"], NOW)
POINTS_PER: Fields = dict.fromkeys(["points", "amount", "whole_units"], NOW)
EVENT: Fields = {
    **dict.fromkeys(["type", "at", "received_at", "event"], NOW),
    **dict.fromkeys(["customer", "email", "name", "existing", "reason"], NOW),
    **dict.fromkeys(
        ["order", "subtotal", "discount", "shipping", "tax", "currency", "fx_rate", "lines"], NOW
    ),
    **dict.fromkeys(["version", "state", "placed_at", "paid_at", "fulfilled_at", "cancelled_at"], NOW),
    **dict.fromkeys(["refund", "amount", "token", "product", "test", "of"], NOW),
    **dict.fromkeys(["points", "allow_negative", "set", "date"], NOW),
    **dict.fromkeys(["store", "reward", "coupon", "tier", "until"], NOW),
    **dict.fromkeys(["into", "from", "key", "mode", "rows"], NOW),
    **dict.fromkeys(["advocate", "ip"], NOW),
}
LINE: Fields = dict.fromkeys(["sku", "qty", "price", "discount", "product", "categories", "gift_card"], NOW)
EXPECTED: Fields = {
    **dict.fromkeys(["customers", "errors", "member_count"], NOW),
    "coupons": NOW,
    "coupon_values": NOW,
    "referrals": NOW,
    "views": NOW,
    "import_reports": NOW,
}
CUSTOMER: Fields = {
    **dict.fromkeys(["balance", "pending", "lifetime_points", "state", "log"], NOW),
    "tier": NOW,
    "coupons": NOW,
    "expiring": NOW,
}
REWARD_TYPES: Fields = dict.fromkeys(["fixed", "variable"], NOW)
# Fields whose value decides.
CHOICES: Mapping[str, Mapping[Any, str]] = {
    "guard_days": {GUARD_DAYS: NOW},
    "kind": {"order": NOW, "activity": NOW, "signup": NOW, "birthday": NOW},
    "type": {
        **dict.fromkeys(["customer.created", "customer.excluded", "customer.included"], NOW),
        **dict.fromkeys(["order.created", "order.paid", "order.edited", "order.fulfilled"], NOW),
        **dict.fromkeys(
            ["order.cancelled", "order.refunded", "order.snapshot", "customer.email_changed"], NOW
        ),
        **dict.fromkeys(["activity", "activity.revoked", "adjust", "program.changed", "clock"], NOW),
        **dict.fromkeys(["redeem", "redemption.cancelled", "coupon.used"], NOW),
        "hub.view": NOW,
        "export.view": "exports",
        **dict.fromkeys(["customer.merged", "customer.erased", "import"], NOW),
        "birthday.set": NOW,
        "tier.set": NOW,
        "referral.claimed": NOW,
    },
}


def missing_features(case: Given) -> list[str]:
    """The names of the features that this case waits for. An unknown field is an `UnknownFieldError`."""
    return sorted({feature for feature in _features(case) if feature != NOW})


def _features(case: Given) -> Iterator[str]:
    yield from _of(case, CASE)
    yield from _of_program(case["program"])
    for event in case["events"]:
        yield from _of_event(event)
    yield from _of(case["expected"], EXPECTED)
    for customer in case["expected"].get("customers", {}).values():
        yield from _of(customer, CUSTOMER)


def _of_program(program: Given) -> Iterator[str]:
    yield from _of(program, PROGRAM)
    yield from _of(program.get("expiry") or {}, EXPIRY)
    for rule in program.get("rules", []):
        yield from _of(rule, RULE)
        yield from _of(rule.get("points_per", {}), POINTS_PER)
    for reward in program.get("rewards", []):
        yield from _of({name: value for name, value in reward.items() if name != "type"}, REWARD)
        yield REWARD_TYPES[reward["type"]]
    yield from _of_tiers(program.get("tiers") or {})


def _of_tiers(tiers: Given) -> Iterator[str]:
    yield from _of(tiers, TIERS)
    for level in tiers.get("levels", []):
        yield from _of(level, LEVEL)
        for entry in level.get("entry", []):
            yield from _of({name: value for name, value in entry.items() if name != "kind"}, ENTRY)
            yield ENTRY_KINDS[entry["kind"]]


def _of_event(event: Given) -> Iterator[str]:
    feature = _choice("type", event["type"])
    yield feature
    if feature == NOW:
        yield from _of(event, EVENT)
        yield from _of_program(event.get("set", {}))
        for line in event.get("lines", []):
            yield from _of(line, LINE)


def _of(given: Given, fields: Fields) -> Iterator[str]:
    for field, value in given.items():
        if field not in fields:
            raise UnknownFieldError(field)
        yield _choice(field, value) if field in CHOICES else fields[field]


def _choice(field: str, value: Any) -> str:
    if value not in CHOICES[field]:
        raise UnknownFieldError(f"{field} {value}")
    return CHOICES[field][value]
