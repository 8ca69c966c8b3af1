"""Taking points out of lots in one statement, where nothing has expired and no lot is the posting's own."""

from collections.abc import Mapping
from typing import Any

from loyalty.database.statements import execute_prepared
from loyalty.points.actions.entries import REVERSAL, Posted, Posting

# Which lots are open is read by a statement that began after the lock, so that it sees what was committed meanwhile.
# `ahead` is what lies in the lots that expire sooner: a lot is drawn on if that is not enough. What no lot covers never
# expires, and is spent last. Nothing comes back where more has to be known: what expired, whose lots they are, or why
# there is too little.
SPEND = """
WITH account AS (
    SELECT account.*, account.balance + %(points)s::bigint AS balance_after,
        (%(occurred_at)s::timestamptz AT TIME ZONE merchant.timezone)::date AS today,
        program.expiry_mode = 'inactivity' AND (
            greatest((account.idle_since AT TIME ZONE merchant.timezone)::date, program.expiry_enabled_on)
            + make_interval(months => coalesce(program.expiry_months, 0), days => coalesce(program.expiry_days, 0))
        )::date < (%(occurred_at)s::timestamptz AT TIME ZONE merchant.timezone)::date AS is_idle
    FROM points_pointsaccount account
    JOIN merchants_merchant merchant ON merchant.id = account.merchant_id
    JOIN merchants_program program ON program.merchant_id = account.merchant_id
    WHERE account.merchant_id = %(merchant_id)s::bigint AND account.customer_id = %(customer_id)s::bigint
), open AS MATERIALIZED (
    SELECT lot.merchant_id, lot.id, lot.last_valid_on, lot.remaining,
        sum(lot.remaining) OVER (ORDER BY lot.last_valid_on NULLS LAST, lot.id) - lot.remaining AS ahead
    FROM account JOIN points_pointslot lot
        ON lot.merchant_id = account.merchant_id AND lot.customer_id = account.customer_id AND lot.remaining > 0
), entry AS (
    INSERT INTO points_pointstransaction (merchant_id, customer_id, key, kind, points, pending, balance_after,
        description, internal_note, source, source_id, actor_id, occurred_at)
    SELECT merchant_id, customer_id, %(key)s::text, %(kind)s::text, %(points)s::bigint, %(pending)s::bigint,
        balance_after, %(description)s::text, %(internal_note)s::text, %(source)s::text,
        %(source_id)s::bigint, %(actor_id)s::bigint, %(occurred_at)s::timestamptz
    FROM account
    WHERE balance_after >= 0 AND coalesce(NOT is_idle, true)
        AND NOT EXISTS (SELECT FROM open WHERE open.last_valid_on < account.today)
        AND NOT EXISTS (
            SELECT FROM points_pointslot own
            WHERE own.merchant_id = account.merchant_id AND own.customer_id = account.customer_id
                AND own.source = %(source)s::text AND own.source_id = %(source_id)s::bigint
        )
    ON CONFLICT (merchant_id, customer_id, key) DO NOTHING
    RETURNING id, merchant_id, customer_id, balance_after
), taken AS (
    SELECT open.merchant_id, open.id, entry.id AS entry_id,
        least(open.remaining, -%(points)s::bigint - open.ahead)::bigint AS points
    FROM open CROSS JOIN entry
    WHERE open.ahead < -%(points)s::bigint
), used AS (
    INSERT INTO points_pointslotuse (merchant_id, lot_id, entry_id, points, lapsed)
    SELECT merchant_id, id, entry_id, points, 0 FROM taken ORDER BY id
), drawn AS (
    UPDATE points_pointslot lot SET remaining = lot.remaining - taken.points
    FROM taken WHERE lot.merchant_id = taken.merchant_id AND lot.id = taken.id
), moved AS (
    UPDATE points_pointsaccount account
    SET balance = entry.balance_after, pending = account.pending + %(pending)s::bigint,
        lifetime = account.lifetime + %(lifetime)s::bigint, updated_at = statement_timestamp(),
        lots_until = (
            SELECT min(open.last_valid_on) FROM open WHERE open.ahead + open.remaining > -%(points)s::bigint
        ),
        idle_since = CASE
            WHEN %(is_activity)s::boolean THEN greatest(account.idle_since, %(occurred_at)s::timestamptz)
            ELSE account.idle_since
        END
    FROM entry
    WHERE account.merchant_id = entry.merchant_id AND account.customer_id = entry.customer_id
)
SELECT id, balance_after FROM entry
"""


def spend_lots(posting: Posting, values: Mapping[str, Any]) -> Posted | None:
    """The debit, written with what it takes from each lot; None where it needs more thought. The account is locked."""
    if posting.points >= 0 or posting.source == REVERSAL:
        return None
    rows = execute_prepared(SPEND, values)
    return Posted(rows[0][0], posting.points, rows[0][1], is_new=True) if rows else None
