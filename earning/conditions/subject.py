"""What conditions are asked of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any, NamedTuple, Self
from zoneinfo import ZoneInfo

from loyalty.orders.snapshots import LineFacts


class Need(Enum):
    """A fact that has to be looked up, and is only if some rule asks for it."""

    BUYER = auto()
    ORDER_NUMBER = auto()
    PURCHASE = auto()
    TIER = auto()


class Buyer(NamedTuple):
    """Who the customer was when an order was first settled or an activity happened; it stays with that.

    `order_number` is 1 for the customer's first order. `tier` is the id of the VIP tier held just before.
    """

    tags: tuple[str, ...] = ()
    joined_at: datetime | None = None
    order_number: int | None = None
    tier: str | None = None

    def as_json(self) -> dict[str, Any]:
        """What a settlement keeps."""
        joined_at = self.joined_at and self.joined_at.isoformat()
        return {
            "tags": list(self.tags),
            "joined_at": joined_at,
            "order": self.order_number,
            "tier": self.tier,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Who was kept."""
        joined_at = kept["joined_at"] and datetime.fromisoformat(kept["joined_at"])
        return cls(tuple(kept["tags"]), joined_at, kept["order"], kept["tier"])


NOBODY = Buyer()


@dataclass(frozen=True, slots=True)
class Subject:
    """An order or an activity with all that a condition may ask. What is unknown, or does not apply, is None or empty.

    `earning_cents` is what is left of an order in the programme's currency. `has_purchased` says whether the order
    or product that an activity names really is the customer's; `text_length` counts the characters of a review.
    """

    happened_at: datetime
    timezone: ZoneInfo
    buyer: Buyer = NOBODY
    earning_cents: int | None = None
    currency: str | None = None
    lines: tuple[LineFacts, ...] = ()
    store_id: int | None = None
    channel: str = ""
    country: str = ""
    locale: str = ""
    has_purchased: bool | None = None
    text_length: int | None = None
