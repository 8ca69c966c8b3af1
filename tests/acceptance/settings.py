"""The settings of a case, by the names that the product has for them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.acceptance.conditions import cents

Given = Mapping[str, Any]

SAME_NAME = ("rounding", "refund_negative", "participants", "claim_guest_orders_days", "holding_days")
BASIS = {
    "before_discount": "earns_before_discount",
    "shipping": "earns_on_shipping",
    "tax": "earns_on_tax",
}


def settings_of(given: Given, *, own: str) -> dict[str, Any]:
    """What a programme of a case, or a change of one, says about earning besides its rules.

    A rate for the programme's `own` currency is none of them: rules give it.
    """
    settings = {name: given[name] for name in SAME_NAME if name in given}
    settings |= {BASIS[name]: value for name, value in given.get("basis", {}).items()}
    if "per_currency" in given:
        settings["currency_rates"] = {
            currency: {"points": rate["points"], "amount_cents": cents(rate["amount"], currency)}
            for currency, rate in given["per_currency"].items()
            if currency != own
        }
    if "expiry" in given:
        settings |= _expiry(given["expiry"] or {"mode": "none"})
    return settings


def _expiry(given: Given) -> dict[str, Any]:
    settings = {
        "expiry_mode": given["mode"],
        "expiry_months": given.get("months"),
        "expiry_days": given.get("days"),
    }
    if "enabled_on" in given:
        settings["expiry_enabled_on"] = date.fromisoformat(given["enabled_on"])
    return settings
