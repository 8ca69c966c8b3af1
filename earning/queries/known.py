"""What conditions can name: what the merchant has, and what was seen in orders."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from babel.numbers import list_currencies

from earning.conditions import Known
from loyalty.customers.queries import tags_in_use
from loyalty.merchants.models import Merchant, Store
from loyalty.orders.queries import GoodsName, currencies_in_orders, goods_in_orders, unknown_goods
from vip.queries import tiers_of

Choices = list[tuple[str, str]]
GOODS = {
    Known.CATEGORIES: GoodsName.CATEGORY,
    Known.PRODUCTS: GoodsName.PRODUCT,
    Known.SKUS: GoodsName.SKU,
}


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Values with how people call them; `is_all` if there are no others."""

    choices: Choices
    is_all: bool = False


def suggestions_of(known: Known, merchant: Merchant) -> Suggestions:
    """What can be chosen without typing."""
    if known in GOODS:
        return Suggestions(
            [(name, name) for name in goods_in_orders(GOODS[known], merchant_id=merchant.pk).names]
        )
    if known not in _SOURCES:
        return Suggestions([])
    return _SOURCES[known](merchant)


def unknown_names(names: Sequence[str], known: Known, merchant: Merchant) -> list[str]:
    """Those of the names that mean nothing here; in a shop without orders goods cannot be judged."""
    if known in GOODS:
        if not goods_in_orders(GOODS[known], merchant_id=merchant.pk).names:
            return []
        return unknown_goods(names, GOODS[known], merchant_id=merchant.pk)
    if known is Known.CURRENCIES:
        return [name for name in names if name not in list_currencies()]
    suggestions = suggestions_of(known, merchant)
    found = {value for value, _name in suggestions.choices}
    return [name for name in names if name not in found] if suggestions.is_all else []


def _stores(merchant: Merchant) -> Suggestions:
    stores = Store.objects.filter(merchant=merchant).order_by("name").values_list("pk", "name")
    return Suggestions([(str(pk), name) for pk, name in stores], is_all=True)


def _tiers(merchant: Merchant) -> Suggestions:
    return Suggestions([(str(tier.pk), tier.name) for tier in tiers_of(merchant.pk)], is_all=True)


def _tags(merchant: Merchant) -> Suggestions:
    return Suggestions([(tag, tag) for tag in tags_in_use(merchant.pk)])


def _currencies(merchant: Merchant) -> Suggestions:
    codes = dict.fromkeys([merchant.currency, *currencies_in_orders(merchant.pk)])
    return Suggestions([(code, code) for code in codes])


_SOURCES: dict[Known, Callable[[Merchant], Suggestions]] = {
    Known.STORES: _stores,
    Known.TIERS: _tiers,
    Known.TAGS: _tags,
    Known.CURRENCIES: _currencies,
}
