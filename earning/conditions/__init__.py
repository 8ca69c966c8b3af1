"""What a rule asks before it gives. A condition is one small class; this is the list of them all."""

from collections.abc import Iterable, Mapping
from typing import Any

from earning.conditions.amounts import MinimumOrder
from earning.conditions.condition import (
    NOT_MET,
    Condition,
    ConditionDoesNotFit,
    InvalidCondition,
    LineCondition,
    OneOf,
    Verdict,
    Words,
)
from earning.conditions.goods import Categories, Products, Skus
from earning.conditions.markets import Channels, Countries, Locales
from earning.conditions.occasions import is_limitable
from earning.conditions.people import AccountAge, CustomerTags, OrderNumber, Tiers
from earning.conditions.places import Currencies, Stores
from earning.conditions.questions import Answer, Known, Question
from earning.conditions.reviews import MinimumReview, VerifiedPurchase
from earning.conditions.subject import NOBODY, Buyer, Need, Subject
from earning.conditions.times import Weekdays, Window

CONDITIONS: dict[str, type[Condition]] = {
    kind.code: kind
    for kind in (
        MinimumOrder,
        Categories,
        Products,
        Skus,
        OrderNumber,
        Stores,
        Currencies,
        Channels,
        Countries,
        Locales,
        Weekdays,
        CustomerTags,
        AccountAge,
        Tiers,
        VerifiedPurchase,
        MinimumReview,
    )
}


def conditions_for(action: str) -> tuple[type[Condition], ...]:
    """The conditions that a rule about this action of the catalogue can ask, in the order of the list."""
    return tuple(kind for kind in CONDITIONS.values() if kind.fits(action))


def conditions_from(kept: Iterable[Mapping[str, Any]]) -> tuple[Condition, ...]:
    """The conditions that a version or a form keeps as JSON. Refuses (`InvalidCondition`) an unknown one."""
    return tuple(map(_condition, kept))


def _condition(kept: Mapping[str, Any]) -> Condition:
    values = {name: value for name, value in kept.items() if name != "type"}
    kind = CONDITIONS.get(kept.get("type", ""))
    if kind is None:
        raise InvalidCondition(field=str(kept.get("type", "")))
    try:
        return kind.from_json(values)
    except TypeError as error:
        raise InvalidCondition(field=kind.code) from error


__all__ = [
    "CONDITIONS",
    "NOBODY",
    "NOT_MET",
    "AccountAge",
    "Answer",
    "Buyer",
    "Categories",
    "Channels",
    "Condition",
    "ConditionDoesNotFit",
    "Countries",
    "Currencies",
    "CustomerTags",
    "InvalidCondition",
    "Known",
    "LineCondition",
    "Locales",
    "MinimumOrder",
    "MinimumReview",
    "Need",
    "OneOf",
    "OrderNumber",
    "Products",
    "Question",
    "Skus",
    "Stores",
    "Subject",
    "Tiers",
    "Verdict",
    "VerifiedPurchase",
    "Weekdays",
    "Window",
    "Words",
    "conditions_for",
    "conditions_from",
    "is_limitable",
]
