"""What a rule of a case asks, as the product's own conditions."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision

from earning.conditions import Categories, Condition, MinimumOrder, OrderNumber, Stores, VerifiedPurchase
from loyalty.merchants.actions import add_store
from loyalty.merchants.models import Merchant, Store

Given = Mapping[str, Any]


def conditions_of(given: Given, merchant: Merchant) -> Iterator[Condition]:
    """The conditions of a rule."""
    if amount := given.get("min_subtotal"):
        yield MinimumOrder(cents(amount, merchant.currency))
    if names := given.get("include_categories"):
        yield Categories(tuple(names))
    if names := given.get("exclude_categories"):
        yield Categories(tuple(names), is_excluding=True)
    if names := given.get("stores"):
        yield Stores(tuple(str(store_named(name, merchant).pk) for name in names))
    if given.get("first_order_only"):
        yield OrderNumber()
    if given.get("requires_purchase"):
        yield VerifiedPurchase()


def store_named(name: str, merchant: Merchant) -> Store:
    """The store that a case calls so."""
    return add_store(merchant, name=name, source="shop", external_id=name)


def cents(text: object, currency: str) -> int:
    """An amount such as "19.99" in the currency's minor unit; one with more digits is an error."""
    amount = Decimal(str(text)).scaleb(get_currency_precision(currency))
    if amount != int(amount):
        raise ValueError(f"{text} is not an amount in {currency}")
    return int(amount)
