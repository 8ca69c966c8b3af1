"""What a shop system can do that makes codes itself."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CodeWanted:
    """A coupon that waits for its code. Amounts are in the currency's minor unit.

    `coupon_id` is what makes it the same wish when it comes twice; `type` is one of `RewardType`.
    """

    coupon_id: int
    customer_email: str
    type: str
    name: str
    currency: str
    value_cents: int | None
    percent: int | None
    ceiling_cents: int | None
    product: str
    min_order_cents: int
    products: tuple[str, ...]
    categories: tuple[str, ...]
    expires_at: datetime | None


class IssuesCodes(ABC):
    """A connector that makes codes in its shop. It decides nothing about trying again."""

    @abstractmethod
    def issue_code(self, wanted: CodeWanted) -> str:
        """The code that the shop made; the same wish twice gives the same code. Fails as any call out does."""

    @abstractmethod
    def revoke_code(self, code: str) -> None:
        """The code no longer works in the shop; one that does not exist is fine."""
