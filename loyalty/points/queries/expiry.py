"""What expires when."""

from datetime import date, datetime
from typing import NamedTuple

from loyalty.customers.models import Customer
from loyalty.database.statements import execute_prepared


def due_customers(*, merchant_id: int, at: datetime, size: int) -> list[int]:
    """The customers, `size` at most and in id order, with points that were usable through a day before that of `at`."""
    values = {"merchant_id": str(merchant_id), "at": at, "size": str(size)}
    return sorted(customer_id for (customer_id,) in execute_prepared(_DUE, values))


# By lots: those found through the index `accounts_by_expiry`. By inactivity: everybody with points is looked at, once
# a day, through `accounts_by_balance`; whoever expires leaves it.
_DUE = """
WITH terms AS MATERIALIZED (
    SELECT (%(at)s::timestamptz AT TIME ZONE merchant.timezone)::date AS today, merchant.timezone,
        program.expiry_mode = 'inactivity' AS is_by_inactivity, program.expiry_enabled_on AS enabled_on,
        make_interval(
            months => coalesce(program.expiry_months, 0), days => coalesce(program.expiry_days, 0)
        ) AS life
    FROM merchants_program program JOIN merchants_merchant merchant ON merchant.id = program.merchant_id
    WHERE program.merchant_id = %(merchant_id)s::bigint
)
(
    SELECT customer_id FROM points_pointsaccount
    WHERE merchant_id = %(merchant_id)s::bigint AND lots_until < (SELECT today FROM terms)
    LIMIT %(size)s::bigint
) UNION (
    SELECT customer_id FROM points_pointsaccount, terms
    WHERE is_by_inactivity AND merchant_id = %(merchant_id)s::bigint AND balance > 0 AND (
        greatest((idle_since AT TIME ZONE timezone)::date, enabled_on) + life
    )::date < today
    LIMIT %(size)s::bigint
)
LIMIT %(size)s::bigint
"""


class Expiring(NamedTuple):
    """Points, and the last day on which they can be used."""

    last_valid_on: date
    points: int


def expiring_of(customer: Customer) -> list[Expiring]:
    """What will expire of a customer's points, the earliest first, if nothing is earned or spent meanwhile."""
    values = {"merchant_id": str(customer.merchant_id), "customer_id": str(customer.pk)}
    return [Expiring(day, int(points)) for day, points in execute_prepared(_OF_CUSTOMER, values)]


def days_begun(*, kind: str, at: datetime) -> list[tuple[int, date]]:
    """The merchants, of all, whose points can expire and who have no job of this kind for the day it is there."""
    return execute_prepared(_DAYS_BEGUN, {"kind": kind, "at": at})


def forecast(merchant_id: int) -> list[Expiring]:
    """What will expire of all customers' points, by month (the day is its first), if nothing happens meanwhile."""
    rows = execute_prepared(_FORECAST, {"merchant_id": str(merchant_id)})
    return [Expiring(month, int(points)) for month, points in rows]


# A balance that dies of inactivity on a day takes along all lots that would live longer.
_ENDS = """
WITH terms AS MATERIALIZED (
    SELECT merchant.timezone, program.expiry_mode = 'inactivity' AS is_by_inactivity, program.expiry_warning_days,
        program.expiry_enabled_on AS enabled_on, make_interval(
            months => coalesce(program.expiry_months, 0), days => coalesce(program.expiry_days, 0)
        ) AS life
    FROM merchants_program program JOIN merchants_merchant merchant ON merchant.id = program.merchant_id
    WHERE program.merchant_id = %(merchant_id)s::bigint
), account AS (
    SELECT merchant_id, customer_id, balance, CASE WHEN is_by_inactivity THEN (
        greatest((idle_since AT TIME ZONE timezone)::date, enabled_on) + life
    )::date END AS idle_day
    FROM points_pointsaccount, terms
    WHERE merchant_id = %(merchant_id)s::bigint AND balance > 0 {whose}
), dated AS (
    SELECT account.customer_id, lot.last_valid_on, lot.remaining
    FROM account JOIN points_pointslot lot USING (merchant_id, customer_id)
    WHERE lot.remaining > 0 AND lot.last_valid_on IS NOT NULL
        AND (account.idle_day IS NULL OR lot.last_valid_on < account.idle_day)
), ends AS (
    SELECT customer_id, last_valid_on, remaining AS points FROM dated
    UNION ALL
    SELECT customer_id, idle_day, balance - coalesce((
        SELECT sum(remaining) FROM dated WHERE dated.customer_id = account.customer_id
    ), 0) FROM account WHERE idle_day IS NOT NULL
)
"""
_OF_CUSTOMER = (
    _ENDS.format(whose="AND customer_id = %(customer_id)s::bigint")
    + "SELECT last_valid_on, sum(points) FROM ends WHERE points > 0 GROUP BY 1 ORDER BY 1"
)
_FORECAST = (
    _ENDS.format(whose="")
    + "SELECT date_trunc('month', last_valid_on)::date, sum(points) FROM ends WHERE points > 0 GROUP BY 1 ORDER BY 1"
)
# Of several distances that are due, the nearest counts.
WARN = (
    _ENDS.format(whose="")
    + """, due AS (
    SELECT ends.customer_id, ends.last_valid_on, sum(ends.points)::bigint AS points, near.days
    FROM terms CROSS JOIN LATERAL (
        SELECT (%(at)s::timestamptz AT TIME ZONE terms.timezone)::date AS today
    ) AS calendar
    JOIN ends ON ends.points > 0 AND ends.last_valid_on >= today
    CROSS JOIN LATERAL (
        SELECT min(said::integer) AS days FROM jsonb_array_elements_text(terms.expiry_warning_days) AS said
        WHERE said::integer >= ends.last_valid_on - today
    ) AS near
    JOIN customers_customer customer ON customer.merchant_id = %(merchant_id)s::bigint
        AND customer.id = ends.customer_id AND customer.state <> 'disabled'
    WHERE near.days IS NOT NULL AND NOT EXISTS (
        SELECT FROM points_expirywarning warned
        WHERE warned.merchant_id = %(merchant_id)s::bigint AND warned.customer_id = ends.customer_id
            AND warned.last_valid_on = ends.last_valid_on AND warned.days = near.days
    )
    GROUP BY ends.customer_id, ends.last_valid_on, near.days
    ORDER BY ends.customer_id LIMIT %(size)s::bigint
), warned AS (
    INSERT INTO points_expirywarning (merchant_id, customer_id, last_valid_on, days)
    SELECT %(merchant_id)s::bigint, customer_id, last_valid_on, days FROM due
    ON CONFLICT DO NOTHING
    RETURNING customer_id, last_valid_on, days
)
SELECT customer_id, last_valid_on, points, days FROM warned JOIN due USING (customer_id, last_valid_on, days)
"""
)
_DAYS_BEGUN = """
SELECT merchant.id, calendar.today
FROM merchants_merchant merchant
JOIN merchants_program program ON program.merchant_id = merchant.id
CROSS JOIN LATERAL (SELECT (%(at)s::timestamptz AT TIME ZONE merchant.timezone)::date AS today) AS calendar
WHERE (program.expiry_mode <> 'none' OR EXISTS (
    SELECT FROM points_pointsaccount account
    WHERE account.merchant_id = merchant.id AND account.lots_until IS NOT NULL
)) AND NOT EXISTS (
    SELECT FROM jobs_job job
    WHERE job.kind = %(kind)s::text AND job.merchant_id = merchant.id AND job.key = calendar.today::text
)
ORDER BY merchant.id
"""
