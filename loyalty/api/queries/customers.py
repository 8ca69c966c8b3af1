"""Customers as the API shows them: any number in one statement, with where they stand in VIP if that is asked for."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias, cast

from loyalty.api.http.pages import Asked, Page, page_from
from loyalty.api.mapping.customers import Wording, written_sql, written_values
from loyalty.customers.mapping import email_key
from loyalty.database.arrays import array_of
from loyalty.database.statements import execute_prepared

# A statement may be so old when it is committed; what it wrote is dated when its transaction began.
LONGEST_TRANSACTION = timedelta(minutes=10)
# Of a longer time so much has changed that walking over everybody is quicker.
RECENT = timedelta(days=3)


# A customer's id, and the customer's JSON.
Written: TypeAlias = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which customers a caller asks for; what is empty asks nothing."""

    email: str = ""
    state: str = ""
    updated_at_min: datetime | None = None


def customers_page(wanted: Wanted, asked: Asked, wording: Wording, *, at: datetime) -> Page[Written]:
    """A page of those who were neither erased nor merged into somebody else, the newest first. One statement."""
    clauses, values = _clauses(wanted, at)
    if asked.after is not None:
        clauses.append(f"customer.id {'>' if asked.is_backwards else '<'} %(after)s::bigint")
        values["after"] = str(asked.after[0])
    order = "ASC" if asked.is_backwards else "DESC"
    # Were the limit no part of the text, the server would plan each page anew: it could not know how few are wanted.
    seen = f"{_SEEN} {' '.join(f'AND {one}' for one in clauses)} ORDER BY id {order} LIMIT {asked.limit + 1}"
    return page_from(_written(seen, values, wording, order=order), asked, key_of=lambda row: row[:1])


def customer_seen(customer_id: int, wording: Wording) -> dict[str, Any] | None:
    """The customer; of somebody who was merged, whom they were merged into."""
    found = _written(f"{_SEEN} AND customer.id = ({_SURVIVOR})", {"id": str(customer_id)}, wording)
    return next((json.loads(text) for _id, text in found), None)


def customers_seen(customer_ids: Iterable[int], wording: Wording) -> dict[int, dict[str, Any]]:
    """Those of these customers who are still there, by id. One statement."""
    return {pk: json.loads(text) for pk, text in customers_written(customer_ids, wording).items()}


def customers_written(customer_ids: Iterable[int], wording: Wording) -> dict[int, str]:
    """The same as JSON."""
    return dict(_named(_SEEN, customer_ids, wording))


def customers_gone(customer_ids: Iterable[int], wording: Wording) -> dict[int, dict[str, Any]]:
    """Those of them who were erased, or merged into somebody else: that, and nothing about them. One statement."""
    return {pk: json.loads(text) for pk, text in _named(_GONE, customer_ids, wording)}


def _named(seen: str, customer_ids: Iterable[int], wording: Wording) -> list[Written]:
    ids = list(customer_ids)
    if not ids:
        return []
    return _written(f"{seen} AND customer.id = ANY (%(ids)s::bigint[])", {"ids": array_of(ids)}, wording)


def _clauses(wanted: Wanted, at: datetime) -> tuple[list[str], dict[str, Any]]:
    clauses: list[str] = []
    values: dict[str, Any] = {}
    if wanted.email:
        clauses.append(_OF_EMAIL)
        values["email_key"] = email_key(wanted.email)
    if wanted.state:
        clauses.append("customer.state = %(state)s::text")
        values["state"] = wanted.state
    if since := wanted.updated_at_min:
        clauses.append(f"{_UPDATED_AT} >= %(since)s::timestamptz")
        values["since"] = since
        if at - since < RECENT:
            clauses.append(_CHANGED)
            values["begun"] = since - LONGEST_TRANSACTION
    return clauses, values


def _written(seen: str, values: dict[str, Any], wording: Wording, *, order: str = "DESC") -> list[Written]:
    return cast(
        "list[Written]",
        execute_prepared(written_sql(seen, wording, order=order), {**written_values(wording), **values}),
    )


# When anything of a customer changed last: profile, points, tier.
_UPDATED_AT = "greatest(customer.updated_at, account.updated_at, moved.created_at)"
_SEEN = f"""
SELECT customer.id, customer.merchant_id, customer.first_name, customer.last_name, customer.email, customer.state,
    customer.birthday, customer.referral_code, customer.created_at, coalesce(account.balance, 0) AS points_balance,
    CASE WHEN vip.is_on THEN held.tier_id END AS vip_tier_id, {_UPDATED_AT} AS updated_at
FROM customers_customer customer
LEFT JOIN points_pointsaccount account
    ON account.merchant_id = customer.merchant_id AND account.customer_id = customer.id
LEFT JOIN vip_vipprogram vip ON vip.merchant_id = customer.merchant_id
LEFT JOIN vip_customertier held ON held.merchant_id = customer.merchant_id AND held.customer_id = customer.id
LEFT JOIN LATERAL (
    SELECT move.created_at FROM vip_tiermove move
    WHERE move.merchant_id = customer.merchant_id AND move.customer_id = customer.id
    ORDER BY move.id DESC LIMIT 1
) AS moved ON true
WHERE customer.merchant_id = %(merchant)s::bigint
    AND customer.erased_at IS NULL AND customer.merged_into_id IS NULL
"""
_GONE = """
SELECT customer.id, customer.merchant_id, '' AS first_name, '' AS last_name, '' AS email, 'disabled' AS state,
    NULL::date AS birthday, customer.referral_code, customer.created_at, 0 AS points_balance,
    NULL::bigint AS vip_tier_id, customer.updated_at
FROM customers_customer customer
WHERE customer.merchant_id = %(merchant)s::bigint
    AND (customer.erased_at IS NOT NULL OR customer.merged_into_id IS NOT NULL)
"""
_SURVIVOR = """
SELECT coalesce(same.merged_into_id, same.id) FROM customers_customer same
WHERE same.merchant_id = %(merchant)s::bigint AND same.id = %(id)s::bigint
"""
_OF_EMAIL = """customer.id = (
    SELECT coalesce(same.merged_into_id, same.id) FROM customers_customer same
    WHERE same.merchant_id = %(merchant)s::bigint AND same.email_key = %(email_key)s::text
)"""
# Whoever may have changed since, by three short ranges of indexes; the exact moment is looked at afterwards.
_CHANGED = """customer.id IN (
    SELECT id FROM customers_customer
    WHERE merchant_id = %(merchant)s::bigint AND updated_at >= %(since)s::timestamptz
    UNION
    SELECT customer_id FROM points_pointstransaction
    WHERE merchant_id = %(merchant)s::bigint AND created_at >= %(begun)s::timestamptz
    UNION
    SELECT customer_id FROM vip_tiermove
    WHERE merchant_id = %(merchant)s::bigint AND created_at >= %(begun)s::timestamptz
)"""
