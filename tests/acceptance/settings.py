"""The settings of a case, by the names that the product has for them."""

from collections.abc import Mapping
from typing import Any

from tests.acceptance.conditions import cents

Given = Mapping[str, Any]

SAME_NAME = ("rounding", "refund_negative", "participants", "claim_guest_orders_days", "holding_days")
BASIS = {
    "before_discount": "earns_before_discount",
    "shipping": "earns_on_shipping",
    "tax": "earns_on_tax",
}


def settings_of(given: Given) -> dict[str, Any]:
    """What a programme of a case, or a change of one, says about earning besides its rules."""
    settings = {name: given[name] for name in SAME_NAME if name in given}
    settings |= {BASIS[name]: value for name, value in given.get("basis", {}).items()}
    if "per_currency" in given:
        settings["currency_rates"] = {
            currency: {"points": rate["points"], "amount_cents": cents(rate["amount"], currency)}
            for currency, rate in given["per_currency"].items()
        }
    return settings
