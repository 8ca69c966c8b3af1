"""Customers as the API shows them: any number in one statement, and one more where VIP is asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from loyalty.api.http.pages import Asked, Page, page_from
from loyalty.customers.mapping import email_key
from loyalty.database.arrays import array_of
from loyalty.database.statements import execute_prepared

# A statement may be so old when it is committed; what it wrote is dated when its transaction began.
LONGEST_TRANSACTION = timedelta(minutes=10)
# Of a longer time so much has changed that walking over everybody is quicker.
RECENT = timedelta(days=3)


class SeenCustomer(NamedTuple):
    """A customer, the balance, and the tier held where VIP is on. `updated_at` is when anything of it changed last."""

    id: int
    first_name: str
    last_name: str
    email: str
    state: str
    birthday: date | None
    referral_code: str
    created_at: datetime
    points_balance: int
    vip_tier_id: int | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which customers a caller asks for; what is empty asks nothing."""

    email: str = ""
    state: str = ""
    updated_at_min: datetime | None = None


def customers_page(merchant_id: int, wanted: Wanted, asked: Asked, *, at: datetime) -> Page[SeenCustomer]:
    """A page of those who were neither erased nor merged into somebody else, the newest first. One statement."""
    clauses, values = _clauses(wanted, at)
    if asked.after is not None:
        clauses.append(f"customer.id {'>' if asked.is_backwards else '<'} %(after)s::bigint")
        values["after"] = str(asked.after[0])
    order = "ASC" if asked.is_backwards else "DESC"
    rows = _rows(
        f"{' '.join(f'AND {one}' for one in clauses)} ORDER BY customer.id {order}",
        merchant_id,
        values,
        asked,
    )
    return page_from(rows, asked, key_of=lambda row: (row.id,))


def customer_seen(merchant_id: int, customer_id: int) -> SeenCustomer | None:
    """The customer; of somebody who was merged, whom they were merged into."""
    values = {"id": str(customer_id)}
    found = _rows(f"AND customer.id = ({_SURVIVOR})", merchant_id, values, Asked(1))
    return found[0] if found else None


def customers_seen(merchant_id: int, customer_ids: Iterable[int]) -> dict[int, SeenCustomer]:
    """Those of these customers who are still there, by id. One statement."""
    ids = list(customer_ids)
    if not ids:
        return {}
    rows = _rows(
        "AND customer.id = ANY (%(ids)s::bigint[])", merchant_id, {"ids": array_of(ids)}, Asked(len(ids))
    )
    return {row.id: row for row in rows}


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


def _rows(clauses: str, merchant_id: int, values: dict[str, Any], asked: Asked) -> Sequence[SeenCustomer]:
    named = {"merchant": str(merchant_id), "most": str(asked.limit + 1), **values}
    return [SeenCustomer(*row) for row in execute_prepared(f"{_SELECT} {clauses} LIMIT %(most)s::int", named)]


_UPDATED_AT = "greatest(customer.updated_at, account.updated_at, moved.created_at)"
_SELECT = f"""
SELECT customer.id, customer.first_name, customer.last_name, customer.email, customer.state, customer.birthday,
    customer.referral_code, customer.created_at, coalesce(account.balance, 0),
    CASE WHEN vip.is_on THEN held.tier_id END, {_UPDATED_AT}
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
