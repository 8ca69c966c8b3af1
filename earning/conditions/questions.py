"""What a person is asked about a condition, and where the values come from that they can choose."""

from dataclasses import dataclass
from enum import Enum, auto

from django_stubs_ext import StrOrPromise


class Answer(Enum):
    """How a value is typed."""

    MONEY = auto()
    NUMBER = auto()
    WEEKDAYS = auto()
    NAMES = auto()
    SIDE = auto()


class Known(Enum):
    """Where names come from: what the merchant has, or what was seen in orders. Others may be typed."""

    ANYTHING = auto()
    STORES = auto()
    TIERS = auto()
    TAGS = auto()
    CURRENCIES = auto()
    CATEGORIES = auto()
    PRODUCTS = auto()
    SKUS = auto()


@dataclass(frozen=True, slots=True)
class Question:
    """`field` is the condition's own; a number lies from 1 to `most`, and `unit` stands behind it."""

    field: str
    answer: Answer
    label: StrOrPromise
    unit: StrOrPromise = ""
    most: int = 10**9
