"""What a rule of a case asks, as the product's own conditions."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision

from earning.conditions import (
    Categories,
    Condition,
    MinimumOrder,
    OrderNumber,
    Stores,
    Tiers,
    VerifiedPurchase,
)
from loyalty.merchants.actions import add_store
from loyalty.merchants.models import Merchant, Store
from vip.models import Tier

Given = Mapping[str, Any]


def conditions_of(given: Given, merchant: Merchant) -> Iterator[Condition]:
    """The conditions of a rule."""
    if amount := given.get("min_subtotal"):
        yield MinimumOrder(cents(amount, merchant.currency))
    yield from _lists(given)
    if names := given.get("stores"):
        yield Stores(tuple(str(store_named(name, merchant).pk) for name in names))
    if given.get("first_order_only"):
        yield OrderNumber()
    if given.get("requires_purchase"):
        yield VerifiedPurchase()


def _lists(given: Given) -> Iterator[Condition]:
    """What names some of many, to take them or to leave them out."""
    for start, is_excluding in (("include_", False), ("exclude_", True)):
        if names := given.get(f"{start}categories"):
            yield Categories(tuple(names), is_excluding=is_excluding)
    for field, is_excluding in (("tiers", False), ("exclude_tiers", True)):
        if names := given.get(field):
            yield Tiers(tuple(str(tier_named(name).pk) for name in names), is_excluding=is_excluding)


def store_named(name: str, merchant: Merchant) -> Store:
    """The store that a case calls so."""
    return add_store(merchant, name=name, source="shop", external_id=name)


def tier_named(name: str) -> Tier:
    """The tier that a case calls so."""
    tier: Tier = Tier.objects.get(name=name, retired_at__isnull=True)
    return tier


def tiers_named(names: Sequence[str]) -> list[int]:
    """The ids of those of the tiers that are there already."""
    tiers = Tier.objects.filter(name__in=names, retired_at__isnull=True)
    return list(tiers.order_by("milestone").values_list("pk", flat=True))


def cents(text: object, currency: str) -> int:
    """An amount such as "19.99" in the currency's minor unit; one with more digits is an error."""
    amount = Decimal(str(text)).scaleb(get_currency_precision(currency))
    if amount != int(amount):
        raise ValueError(f"{text} is not an amount in {currency}")
    return int(amount)
