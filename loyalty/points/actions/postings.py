"""Posting one change to the ledger."""

from typing import Any

from django.db import connection, transaction

from loyalty.database.arrays import array_of
from loyalty.database.statements import execute_prepared
from loyalty.errors import Refused
from loyalty.points.actions.accounts import open_accounts
from loyalty.points.actions.entries import (
    KeyReused,
    NegativeBalance,
    NotEnoughPoints,
    Posted,
    Posting,
    refuse_invalid,
)
from loyalty.points.actions.lots import open_purses, reckon, write_purses
from loyalty.points.actions.spending import spend_lots
from loyalty.points.actions.statements import LOCK
from loyalty.points.models import ACTIVITY, Kind

# One statement: alone it is its own transaction, in one round trip.
# The lock comes first and gives the newest balance, however many waited for it; the entry comes second, unless its
# key or the balance forbids it; a lot and the sums come with the entry. `needs_lots`: something expired meanwhile,
# or lots have to be looked at, which has to wait for the lock.
POST = """
WITH terms AS MATERIALIZED (
    SELECT program.expiry_mode AS mode, program.expiry_enabled_on AS enabled_on, merchant.timezone,
        (%(occurred_at)s::timestamptz AT TIME ZONE merchant.timezone)::date AS today, make_interval(
            months => coalesce(program.expiry_months, 0), days => coalesce(program.expiry_days, 0)
        ) AS life
    FROM merchants_program program JOIN merchants_merchant merchant ON merchant.id = program.merchant_id
    WHERE program.merchant_id = %(merchant_id)s::bigint AND program.expiry_mode <> 'none'
), account AS MATERIALIZED (
    SELECT merchant_id, customer_id, balance, has_lots, lots_until, idle_since
    FROM points_pointsaccount
    WHERE merchant_id = %(merchant_id)s::bigint AND customer_id = %(customer_id)s::bigint
    FOR NO KEY UPDATE
), seen AS (
    SELECT account.*, balance + %(points)s::bigint AS balance_after, mode, today, (today + life)::date AS last_day,
        today >= enabled_on AS is_enabled, mode = 'inactivity' AND (
            greatest((idle_since AT TIME ZONE timezone)::date, enabled_on) + life
        )::date < today AS is_idle
    FROM account LEFT JOIN terms ON true
), weighed AS MATERIALIZED (
    SELECT *, (has_lots AND (%(looks_back)s::boolean OR mode IS NULL OR coalesce(lots_until < today, false)))
        OR (coalesce(is_idle, false) AND balance > 0) AS needs_lots
    FROM seen
), entry AS (
    INSERT INTO points_pointstransaction (merchant_id, customer_id, key, kind, points, pending, balance_after,
        description, internal_note, source, source_id, actor_id, occurred_at)
    SELECT merchant_id, customer_id, %(key)s::text, %(kind)s::text, %(points)s::bigint, %(pending)s::bigint,
        balance_after, %(description)s::text, %(internal_note)s::text, %(source)s::text,
        %(source_id)s::bigint, %(actor_id)s::bigint, %(occurred_at)s::timestamptz
    FROM weighed
    WHERE (balance_after >= 0 OR %(may_fall_below_zero)s::boolean) AND NOT needs_lots
    ON CONFLICT (merchant_id, customer_id, key) DO NOTHING
    RETURNING id, merchant_id, customer_id, balance_after
), lot AS (
    INSERT INTO points_pointslot (merchant_id, customer_id, entry_id, source, source_id, last_valid_on, points,
        remaining)
    SELECT entry.merchant_id, entry.customer_id, entry.id, %(source)s::text, %(source_id)s::bigint,
        CASE WHEN mode = 'lot' THEN last_day END, least(entry.balance_after, %(points)s::bigint),
        least(entry.balance_after, %(points)s::bigint)
    FROM entry, weighed
    WHERE %(is_credit)s::boolean AND entry.balance_after > 0 AND (mode = 'inactivity' OR mode = 'lot' AND is_enabled)
    RETURNING last_valid_on
), moved AS (
    UPDATE points_pointsaccount account
    SET balance = entry.balance_after, pending = account.pending + %(pending)s::bigint,
        lifetime = account.lifetime + %(lifetime)s::bigint, updated_at = statement_timestamp(),
        has_lots = account.has_lots OR coalesce(lot.is_made, false),
        lots_until = least(account.lots_until, lot.last_valid_on),
        idle_since = CASE
            WHEN %(is_activity)s::boolean THEN greatest(account.idle_since, %(occurred_at)s::timestamptz)
            WHEN %(points)s::bigint > 0 AND (account.idle_since IS NULL OR weighed.is_idle)
                THEN %(occurred_at)s::timestamptz
            ELSE account.idle_since
        END
    FROM entry CROSS JOIN weighed LEFT JOIN (SELECT true AS is_made, last_valid_on FROM lot) AS lot ON true
    WHERE account.merchant_id = entry.merchant_id AND account.customer_id = entry.customer_id
)
SELECT id, balance_after FROM entry UNION ALL SELECT NULL, NULL FROM weighed WHERE needs_lots
"""

# OFFSET 0 hides from the planner that the merchant is a constant: of one whom its statistics do not know yet it
# expects a single row, and would look through all of them.
_FIND = """
SELECT account.balance, entry.id, entry.kind, entry.points, entry.lapsed, entry.pending, entry.balance_after
FROM (
    SELECT %(merchant_id)s::bigint AS merchant_id, %(customer_id)s::bigint AS customer_id, %(key)s::text AS key
    OFFSET 0
) AS asked
LEFT JOIN points_pointsaccount account USING (merchant_id, customer_id)
LEFT JOIN points_pointstransaction entry USING (merchant_id, customer_id, key)
"""


def post(
    posting: Posting, *, merchant_id: int, may_go_negative: bool = False, has_lots: bool = False
) -> Posted:
    """Write one entry and move the account's sums with it; the same key again gives what was written before.

    A credit always counts. A debit that would end below zero is refused unless `may_go_negative`: with
    `NotEnoughPoints` for a redemption, `NegativeBalance` for anything else. Refuses `InvalidPoints`, and
    `KeyReused` where the key stands for other points. For several customers there is `post_many`, which locks
    them in order. `has_lots` may be said by whoever locked the account in this transaction and saw it: that saves a
    statement.
    """
    refuse_invalid(posting)
    values = _values(posting, merchant_id=merchant_id, may_go_negative=may_go_negative)
    if has_lots and (spent := spend_lots(posting, values)):
        return spent
    while not (rows := execute_prepared(POST, values)):
        if earlier := _why_not(posting, values, merchant_id=merchant_id, may_go_negative=may_go_negative):
            return earlier
    transaction_id, balance_after = rows[0]
    if transaction_id is None:
        return _post_through_lots(posting, values, merchant_id=merchant_id, may_go_negative=may_go_negative)
    return Posted(transaction_id, posting.points, balance_after, is_new=True)


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
        "looks_back": posting.looks_back,
        "is_credit": posting.points > 0 and not posting.is_undoing,
        "is_activity": posting.kind in ACTIVITY and posting.points != 0,
    }


def _why_not(
    posting: Posting, values: dict[str, Any], *, merchant_id: int, may_go_negative: bool
) -> Posted | None:
    """What the key posted before. None: the account was missing or has changed since, so try again."""
    balance, earlier = _find(posting, values)
    if earlier:
        return earlier
    if balance is None:
        open_accounts([posting.customer_id], merchant_id=merchant_id)
    elif posting.points < 0 and balance + posting.points < 0 and not may_go_negative:
        raise _refusal(posting, balance)
    return None


def _find(posting: Posting, values: dict[str, Any]) -> tuple[int | None, Posted | None]:
    """The balance, and what the key posted before. Refuses `KeyReused`."""
    ((balance, transaction_id, kind, points, lapsed, pending, balance_after),) = execute_prepared(
        _FIND, values
    )
    if transaction_id is None:
        return balance, None
    if (kind, points + lapsed, pending) != (posting.kind, posting.points, posting.pending):
        raise KeyReused
    return balance, Posted(transaction_id, points, balance_after, is_new=False)


def _refusal(posting: Posting, balance: int) -> Refused:
    kind = NotEnoughPoints if posting.kind == Kind.REDEEM else NegativeBalance
    return kind(points=-posting.points, balance=balance)


def _post_through_lots(
    posting: Posting, values: dict[str, Any], *, merchant_id: int, may_go_negative: bool
) -> Posted:
    """The same for an account whose lots have to be looked at: in one statement more, or a few.

    In the caller's transaction the account is locked already, by the statement that wrote nothing.
    """
    is_locked = connection.in_atomic_block
    if is_locked and (spent := spend_lots(posting, values)):
        return spent
    # A savepoint of its own: a refusal leaves the caller's transaction as it was.
    with transaction.atomic():
        execute_prepared(LOCK, values | {"customer_ids": array_of([posting.customer_id])})
        if not is_locked and (spent := spend_lots(posting, values)):
            return spent
        earlier = _find(posting, values)[1]
        return earlier or _reckon_alone(posting, merchant_id=merchant_id, may_go_negative=may_go_negative)


def _reckon_alone(posting: Posting, *, merchant_id: int, may_go_negative: bool) -> Posted:
    purses = open_purses([posting.customer_id], [posting], merchant_id=merchant_id)
    reckon(purses, [posting])
    purse = purses[posting.customer_id]
    place, written = next((n, one) for n, one in enumerate(purse.entries) if one.key == posting.key)
    balance_after = purse.balance - sum(later.points for later in purse.entries[place + 1 :])
    if written.points < 0 and balance_after < 0 and not may_go_negative:
        raise _refusal(posting, balance_after - written.points)
    ids = write_purses([purse], merchant_id=merchant_id)
    return Posted(ids[posting.customer_id, posting.key], written.points, balance_after, is_new=True)
