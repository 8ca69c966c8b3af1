"""Posting one change to the ledger."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from loyalty.database.statements import execute_prepared
from loyalty.errors import Refused
from loyalty.points.actions.accounts import open_accounts
from loyalty.points.models import EARNING, Kind

MOST_POINTS = 10**9


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
    """What is to be written: `key` once per customer; the customer reads `description`, never the note."""

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

    @property
    def lifetime(self) -> int:
        """How far it moves the lifetime points."""
        return self.points if self.kind in EARNING else 0


@dataclass(frozen=True, slots=True)
class Posted:
    """What stands in the ledger. `is_new` is false when it stood there before."""

    transaction_id: int
    points: int
    balance_after: int
    is_new: bool


# One statement: alone it is its own transaction, in one round trip.
# The lock comes first and gives the newest balance, however many waited for it; the entry comes second,
# unless its key or the balance forbids it; the sums move only with an entry.
POST = """
WITH account AS MATERIALIZED (
    SELECT merchant_id, customer_id, balance + %(points)s::bigint AS balance_after
    FROM points_pointsaccount
    WHERE merchant_id = %(merchant_id)s::bigint AND customer_id = %(customer_id)s::bigint
    FOR NO KEY UPDATE
), entry AS (
    INSERT INTO points_pointstransaction (merchant_id, customer_id, key, kind, points, pending, balance_after,
        description, internal_note, source, source_id, actor_id, occurred_at)
    SELECT merchant_id, customer_id, %(key)s::text, %(kind)s::text, %(points)s::bigint, %(pending)s::bigint,
        balance_after, %(description)s::text, %(internal_note)s::text, %(source)s::text,
        %(source_id)s::bigint, %(actor_id)s::bigint, %(occurred_at)s::timestamptz
    FROM account
    WHERE balance_after >= 0 OR %(may_fall_below_zero)s::boolean
    ON CONFLICT (merchant_id, customer_id, key) DO NOTHING
    RETURNING id, merchant_id, customer_id, balance_after
), moved AS (
    UPDATE points_pointsaccount account
    SET balance = entry.balance_after, pending = account.pending + %(pending)s::bigint,
        lifetime = account.lifetime + %(lifetime)s::bigint, updated_at = statement_timestamp()
    FROM entry
    WHERE account.merchant_id = entry.merchant_id AND account.customer_id = entry.customer_id
)
SELECT id, balance_after FROM entry
"""

# OFFSET 0 hides from the planner that the merchant is a constant: of one whom its statistics do not know yet it
# expects a single row, and would look through all of them.
_FIND = """
SELECT account.balance, entry.id, entry.kind, entry.points, entry.pending, entry.balance_after
FROM (
    SELECT %(merchant_id)s::bigint AS merchant_id, %(customer_id)s::bigint AS customer_id, %(key)s::text AS key
    OFFSET 0
) AS asked
LEFT JOIN points_pointsaccount account USING (merchant_id, customer_id)
LEFT JOIN points_pointstransaction entry USING (merchant_id, customer_id, key)
"""


def post(posting: Posting, *, merchant_id: int, may_go_negative: bool = False) -> Posted:
    """Write one entry and move the account's sums with it; the same key again gives what was written before.

    A credit always counts. A debit that would end below zero is refused unless `may_go_negative`: with
    `NotEnoughPoints` for a redemption, `NegativeBalance` for anything else. Refuses `InvalidPoints`, and
    `KeyReused` where the key stands for other points. For several customers there is `post_many`, which locks
    them in order.
    """
    refuse_invalid(posting)
    values = _values(posting, merchant_id=merchant_id, may_go_negative=may_go_negative)
    while not (rows := execute_prepared(POST, values)):
        if earlier := _why_not(posting, values, merchant_id=merchant_id, may_go_negative=may_go_negative):
            return earlier
    transaction_id, balance_after = rows[0]
    return Posted(transaction_id, posting.points, balance_after, is_new=True)


def refuse_invalid(posting: Posting) -> None:
    """Refuse (`InvalidPoints`) what is no whole number, nothing at all, or absurd."""
    for amount in (posting.points, posting.pending):
        if type(amount) is not int or not -MOST_POINTS <= amount <= MOST_POINTS:
            raise InvalidPoints
    if not posting.points and not posting.pending:
        raise InvalidPoints


def _values(posting: Posting, *, merchant_id: int, may_go_negative: bool) -> dict[str, Any]:
    return {
        "merchant_id": str(merchant_id),
        "customer_id": str(posting.customer_id),
        "key": posting.key,
        "kind": posting.kind.value,
        "points": str(posting.points),
        "pending": str(posting.pending),
        "lifetime": str(posting.lifetime),
        "description": posting.description,
        "internal_note": posting.internal_note,
        "source": posting.source,
        "source_id": posting.source_id if posting.source_id is None else str(posting.source_id),
        "actor_id": posting.actor_id if posting.actor_id is None else str(posting.actor_id),
        "occurred_at": posting.occurred_at,
        "may_fall_below_zero": may_go_negative or posting.points >= 0,
    }


def _why_not(
    posting: Posting, values: dict[str, Any], *, merchant_id: int, may_go_negative: bool
) -> Posted | None:
    """What the key posted before. None: the account was missing or has changed since, so try again."""
    ((balance, transaction_id, kind, points, pending, balance_after),) = execute_prepared(_FIND, values)
    if transaction_id is not None:
        if (kind, points, pending) != (posting.kind, posting.points, posting.pending):
            raise KeyReused
        return Posted(transaction_id, points, balance_after, is_new=False)
    if balance is None:
        open_accounts([posting.customer_id], merchant_id=merchant_id)
    elif posting.points < 0 and balance + posting.points < 0 and not may_go_negative:
        refusal = NotEnoughPoints if posting.kind == Kind.REDEEM else NegativeBalance
        raise refusal(points=-posting.points, balance=balance)
    return None
