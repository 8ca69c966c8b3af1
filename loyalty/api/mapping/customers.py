"""Customers as JSON, which the database writes: of hundreds at once, and without making objects of them first."""

import json
from datetime import datetime
from typing import Any, NamedTuple

from loyalty.api.http.addresses import Addresses
from loyalty.api.http.times import moment_sql
from loyalty.api.serializers.amounts import progress_unit
from loyalty.api.serializers.customers import NEXT_TIER, VIP_TIER, VipStatusShape
from loyalty.api.serializers.tiers import tier_json
from loyalty.database.arrays import array_of
from loyalty.merchants.models import Merchant
from vip.queries import period_end, progress_sql, progress_values
from vip.snapshots import VipTerms


class Included(NamedTuple):
    """What is said of where customers stand, by these terms, at a moment."""

    names: frozenset[str]
    terms: VipTerms
    at: datetime


class Wording(NamedTuple):
    """What is the same for all customers of an answer."""

    merchant: Merchant
    addresses: Addresses
    included: Included | None = None


def written_sql(seen: str, wording: Wording, *, order: str = "DESC") -> str:
    """A statement that gives the id and the JSON of all whom the statement `seen` finds, by rising or falling id."""
    included = wording.included
    if included is None:
        return f"WITH seen AS ({seen}) {_written('seen', '', order)}"
    if not included.terms.is_on:
        return f"WITH seen AS ({seen}) {_written('seen', _NO_STATUS, order)}"
    tiers = "".join(f", {sql}" for name, sql in _TIERS.items() if name in included.names)
    return progress_sql(included.terms, of=seen) + _written("progress", _STATUS.format(tiers=tiers), order)


def written_values(wording: Wording) -> dict[str, Any]:
    """What such a statement takes."""
    merchant, addresses, included = wording
    values = {"merchant": str(merchant.pk), "invitation": addresses.invitations(merchant.pk)}
    if included is None:
        return values
    if not included.terms.is_on:
        return values | {"nothing": _nothing(included.names)}
    return values | _status_values(merchant, addresses, included)


def _status_values(merchant: Merchant, addresses: Addresses, included: Included) -> dict[str, Any]:
    names, terms, at = included
    ends_on = period_end(terms, merchant, at=at)
    values = {
        **progress_values(terms, merchant, at=at),
        "unit": str(progress_unit(terms.basis, merchant.currency)),
        "period_ends_on": ends_on and ends_on.isoformat(),
    }
    if names & _TIERS.keys():
        tiers = (tier_json(tier, terms.basis, merchant.currency, addresses) for tier in terms.tiers)
        values["tiers"] = array_of(map(json.dumps, tiers))
    return values


def _written(seen: str, status: str, order: str) -> str:
    return _WRITTEN.format(seen=seen, status=status, order=order)


def _nothing(names: frozenset[str]) -> str:
    """The status of everybody where VIP is off."""
    left_out = {name.rpartition(".")[2] for name in _TIERS.keys() - names}
    return json.dumps({name: None for name in VipStatusShape().get_fields() if name not in left_out})


def after_sql(day: str) -> str:
    """The end of a local day in the time zone `zone`, as text: what follows its last second, as the next day's midnight
    may come twice."""
    return moment_sql(f"(({day} + TIME '23:59:59') AT TIME ZONE %(zone)s::text + INTERVAL '1 second')")


# As `CustomerShape` has it.
_WRITTEN = f"""
SELECT seen.id, row_to_json(shown)::text
FROM {{seen}} AS seen CROSS JOIN LATERAL (
    SELECT seen.id, nullif(seen.first_name, '') AS first_name, nullif(seen.last_name, '') AS last_name, seen.email,
        seen.state, seen.birthday AS date_of_birth, seen.points_balance,
        %(invitation)s::text || seen.referral_code || '/' AS referral_url, seen.vip_tier_id,{{status}}
        {moment_sql("seen.created_at")} AS created_at, {moment_sql("seen.updated_at")} AS updated_at
) AS shown
ORDER BY seen.id {{order}}"""
# As `VipStatusShape` has it.
_STATUS = f"""
        (
            SELECT row_to_json(status) FROM (
                SELECT (%(refs)s::bigint[])[seen.place] AS vip_tier_id,
                    {after_sql("nullif(seen.held_until, DATE '9999-12-31')")} AS vip_tier_expires_at,
                    seen.progress / %(unit)s::float8 AS progress_value,
                    {after_sql("%(period_ends_on)s::date")} AS current_vip_period_end,
                    seen.missing_to_stay / %(unit)s::float8 AS delta_to_retain_vip_tier,
                    (%(refs)s::bigint[])[seen.place + 1] AS next_vip_tier_id,
                    seen.missing / %(unit)s::float8 AS delta_to_next_vip_tier{{tiers}}
            ) AS status
        ) AS vip_status,"""
_NO_STATUS = " %(nothing)s::json AS vip_status,"
_TIERS = {
    VIP_TIER: "(%(tiers)s::json[])[seen.place] AS vip_tier",
    NEXT_TIER: "(%(tiers)s::json[])[seen.place + 1] AS next_vip_tier",
}
