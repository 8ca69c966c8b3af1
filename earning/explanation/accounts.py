"""What an explanation consists of; every text in it is in the language of the page."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from loyalty.points.models import PointsTransaction


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of an order's sum. `cents` are the smallest units of `currency`."""

    label: str
    cents: int
    currency: str
    is_result: bool = False


@dataclass(frozen=True, slots=True)
class RuleAccount:
    """The version of the rule that the award was made with; `is_current` if it is still the one in force."""

    rule_id: int
    name: str
    number: int
    sentence: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class VerdictAccount:
    """What a rule asked, the value that was seen, and whether that was enough."""

    sentence: str
    seen: str
    passed: bool


@dataclass(frozen=True, slots=True)
class ConsideredRule:
    """A rule that was in force: the points it gave, or the verdicts that kept it from giving."""

    rule_id: int
    name: str
    number: int
    points: int
    verdicts: tuple[VerdictAccount, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class OrderAccount:
    """From the order's goods to points, as the order stands now. `remark` says what else held them back."""

    order_id: int
    name: str
    figures: tuple[Figure, ...]
    arithmetic: str
    remark: str = ""
    considered: tuple[ConsideredRule, ...] = ()


@dataclass(frozen=True, slots=True)
class ActivityAccount:
    """What the sender said; `distinct_id` is its own name for what happened."""

    token: str
    source: str
    distinct_id: str
    occurred_at: datetime
    revoked_at: datetime | None
    considered: tuple[ConsideredRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the same award. `total` is what the award stood at after it."""

    transaction_id: int
    points: int
    total: int
    occurred_at: datetime
    is_this: bool


class Subject(StrEnum):
    """What an entry can lead back to; `source` of the ledger, where that names it."""

    COUPON = "coupon"
    TIER = "tier"
    REFERRAL = "referral"
    LIST = "import"


@dataclass(frozen=True, slots=True)
class Origin:
    """The coupon, tier, invitation or list behind an entry. Of an invitation `name` is the friend's address."""

    subject: Subject
    pk: int
    name: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one entry moved points: `summary` in a sentence, the rest in detail.

    `origin`, `author` and `internal_note` are for the team and never for the customer.
    """

    summary: str
    rule: RuleAccount | None = None
    order: OrderAccount | None = None
    activity: ActivityAccount | None = None
    steps: tuple[Step, ...] = ()
    reverses: PointsTransaction | None = None
    origin: Origin | None = None
    author: str = ""
    internal_note: str = ""

    @property
    def is_latest(self) -> bool:
        """Whether the sum, which is that of now, is the one behind this entry: the award has not moved since."""
        return not self.steps or self.steps[-1].is_this

    @property
    def rule_remark(self) -> str:
        """What tiers and campaigns made of the rule's points for the order."""
        if self.order is None or self.rule is None:
            return ""
        considered = (one for one in self.order.considered if one.rule_id == self.rule.rule_id)
        return next((one.remark for one in considered), "")
