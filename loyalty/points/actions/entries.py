"""What is written to the ledger, and why something is not."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from loyalty.errors import Refused
from loyalty.points.models import EARNING, Kind

MOST_POINTS = 10**9
# The source of an entry that undoes another; its `source_id` is that entry.
REVERSAL = "reversal"


class InvalidPoints(Refused):
    code = "invalid_points"
    message = _("Enter a whole number of points other than 0, at most 1,000,000,000.")


class NotEnoughPoints(Refused):
    code = "insufficient_points"
    message = _("That takes %(points)d points, and the balance is %(balance)d.")


class NegativeBalance(Refused):
    code = "negative_balance"
    message = _("That would take the balance of %(balance)d points below zero.")


class KeyReused(Refused):
    code = "key_reused"
    message = _("Something else was already posted under this key.")


@dataclass(frozen=True, slots=True)
class Posting:
    """What is to be written: `key` once per customer; the customer reads `description`, never the note.

    `lapsed` is no caller's: how many of the points to be taken back had expired (below 0; above 0: given back).
    """

    customer_id: int
    key: str
    kind: Kind
    points: int
    description: str
    source: str
    occurred_at: datetime
    pending: int = 0
    internal_note: str = ""
    source_id: int | None = None
    actor_id: int | None = None
    lapsed: int = 0

    @property
    def asked(self) -> int:
        """How many points the caller meant: those that had expired neither come nor go, but are part of it."""
        return self.points + self.lapsed

    @property
    def lifetime(self) -> int:
        """How far it moves the lifetime points."""
        return self.asked if self.kind in EARNING else 0

    @property
    def is_undoing(self) -> bool:
        """Whether it gives back what another entry took."""
        return self.points > 0 and (self.kind == Kind.REDEEM_CANCEL or self.source == REVERSAL)

    @property
    def looks_back(self) -> bool:
        """Whether it concerns lots that were there before."""
        return self.points < 0 or self.is_undoing or self.kind == Kind.EARN_ADJUST


@dataclass(frozen=True, slots=True)
class Posted:
    """What stands in the ledger. `is_new` is false when it stood there before."""

    transaction_id: int
    points: int
    balance_after: int
    is_new: bool


def refuse_invalid(posting: Posting) -> None:
    """Refuse (`InvalidPoints`) what is no whole number, nothing at all, or absurd."""
    for amount in (posting.points, posting.pending):
        if type(amount) is not int or not -MOST_POINTS <= amount <= MOST_POINTS:
            raise InvalidPoints
    if not posting.points and not posting.pending:
        raise InvalidPoints
