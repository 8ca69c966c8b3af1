"""Files of `email,tier`."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import compress
from typing import Any

from django.utils.translation import gettext_lazy as _

from loyalty.audit.actions import record_many
from loyalty.customers.mapping.rows import Row
from loyalty.customers.models import CustomerImport, CustomerImportRow, CustomerState, ImportKind, Result
from loyalty.customers.snapshots import Column, Reading, RowReport
from loyalty.errors import Refused
from loyalty.files.mapping.problems import RowProblem, shortened
from loyalty.flows.people.kind import Found, Kind, owners_of
from loyalty.flows.standings import review_for, tiers_brought
from loyalty.merchants.models import Merchant
from vip.actions import CustomerExcluded, VipIsOff
from vip.actions.entries import forget_entries
from vip.actions.hands import Floor, floors_of, lock_people, write_floors
from vip.models import Cause, Tier
from vip.queries import tiers_of


class Tiers(Kind):
    """The tier that a row names is held at least, for good, as one that is set by hand.

    Entering it so gives nothing, now or later in the same qualification period: whoever brings tiers along from another
    programme has had what they gave.
    """

    code = ImportKind.TIERS
    tagline = _(
        "Say which tier customers hold at least, whatever they earn. Entering it so gives no rewards."
    )
    needed = (Column.EMAIL, Column.TIER)
    example = "email,tier\nada@example.com,Gold\ngrace@example.com,Silver\n"

    def said(self, row: Row, reading: Reading) -> str:  # noqa: ARG002 -- every kind is told how files are read
        if name := row.get(Column.TIER, ""):
            return name
        raise RowProblem("tier_missing", Column.TIER)

    def apply(
        self,
        found: Sequence[Found],
        *,
        stored: CustomerImport,
        reading: Reading,
        merchant: Merchant,
        at: datetime,
    ) -> list[RowReport]:
        tiers = {tier.name.casefold(): tier.pk for tier in tiers_of(merchant.pk)}
        said = [tiers.get(one.row.said.casefold()) for one in found]
        wanted = [Floor(tier_id, None, reading.note, at, stored.author_id) for tier_id in said]
        refusals = _refusals([one.id for one in found], merchant=merchant)
        before, names = floors_of(one.id for one in found), _names(merchant)
        reports = [
            _report(one, before.get(one.id), floor, refusals.get(one.id), names)
            for one, floor in zip(found, wanted, strict=True)
        ]
        applied = [report.result == Result.APPLIED for report in reports]
        floors = {one.id: floor for one, floor in compress(zip(found, wanted, strict=True), applied)}
        _hold(floors, names, stored=stored, reason=reading.note, merchant=merchant, at=at)
        return reports

    def withdraw(
        self, rows: Sequence[CustomerImportRow], *, stored: CustomerImport, merchant: Merchant, at: datetime
    ) -> None:
        """A tier that was set anew since stays."""
        owners = owners_of(rows)
        lock_people(owners.values())
        held = floors_of(owners.values())
        undone = [
            (owners[row.customer_id], row)
            for row in rows
            if row.customer_id in owners
            and row.after != row.before
            and held.get(owners[row.customer_id]) == _floor(row.after)
        ]
        entered_at = {owner: _floor(row.after).at for owner, row in undone}
        forget_entries(
            {owner: moment for owner, moment in entered_at.items() if moment}, merchant_id=merchant.pk
        )
        floors = {owner: _floor(row.before) for owner, row in undone}
        _hold(floors, _names(merchant), stored=stored, reason="", merchant=merchant, at=at)


def _names(merchant: Merchant) -> dict[int, str]:
    """What tiers are called by their ids, those that were taken away too."""
    return dict(Tier.objects.filter(merchant=merchant).values_list("pk", "name"))


def _refusals(customer_ids: Sequence[int], *, merchant: Merchant) -> dict[int, Refused]:
    """Those of these customers, locked from now on, whose tier cannot be set, and why."""
    states = lock_people(customer_ids)
    if not review_for(merchant, cause=Cause.IMPORT).terms.is_on:
        return dict.fromkeys(states, VipIsOff())
    return {pk: CustomerExcluded() for pk, state in states.items() if state == CustomerState.DISABLED}


def _hold(
    floors: Mapping[int, Floor],
    names: Mapping[int, str],
    *,
    stored: CustomerImport,
    reason: str,
    merchant: Merchant,
    at: datetime,
) -> None:
    """These floors are written down, and their customers brought to the tier that is due by them."""
    if not floors:
        return
    write_floors(floors, merchant_id=merchant.pk, at=at)
    tiers_brought(floors, merchant=merchant, actor_id=stored.author_id, at=at, reason=reason)
    by_tier: dict[tuple[int | None, date | None], list[int]] = {}
    for customer_id, floor in floors.items():
        by_tier.setdefault((floor.tier_id, floor.until), []).append(customer_id)
    for (tier_id, until), customer_ids in by_tier.items():
        record_many(
            "customer.tier_set" if tier_id else "customer.tier_released",
            subject="customer",
            subject_ids=customer_ids,
            merchant_id=merchant.pk,
            actor=stored.author,
            at=at,
            after={
                "tier": names[tier_id] if tier_id else None,
                "reason": reason,
                "until": until.isoformat() if until else None,
            },
        )


def _report(
    found: Found,
    before: Floor | None,
    after: Floor,
    refusal: Refused | None,
    names: Mapping[int, str],
) -> RowReport:
    line, customer_id = found.row.line, found.customer_id
    if refusal or after.tier_id is None:
        code, seen = (
            ("tier_refused", str(refusal)[:200]) if refusal else ("tier_unknown", shortened(found.row.said))
        )
        return RowReport(line, Result.REFUSED, customer_id, code=code, field=Column.TIER, seen=seen)
    is_held = before is not None and (before.tier_id, before.until) == (after.tier_id, None)
    result, kept = (Result.UNCHANGED, before) if is_held else (Result.APPLIED, after)
    return RowReport(line, result, customer_id, before=_kept(before, names), after=_kept(kept, names))


def _kept(floor: Floor | None, names: Mapping[int, str]) -> dict[str, Any] | None:
    """What the row keeps of a floor: its tier's name first, for people."""
    if floor is None or floor.tier_id is None:
        return None
    return {
        "tier": names[floor.tier_id],
        "tier_id": floor.tier_id,
        "until": floor.until.isoformat() if floor.until else None,
        "reason": floor.reason,
        "at": floor.at.isoformat() if floor.at else None,
        "by_id": floor.by_id,
    }


def _floor(kept: dict[str, Any] | None) -> Floor:
    if not kept:
        return Floor()
    return Floor(
        kept["tier_id"],
        date.fromisoformat(kept["until"]) if kept["until"] else None,
        kept["reason"],
        datetime.fromisoformat(kept["at"]) if kept["at"] else None,
        kept["by_id"],
    )
