"""Posting where points expire: read every lot concerned, reckon, write. The caller has locked the accounts."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import translation

from loyalty.database.arrays import array_of, arrays_of
from loyalty.database.statements import execute_prepared
from loyalty.merchants.models import ExpiryMode
from loyalty.merchants.snapshots import ExpiryTerms
from loyalty.points.actions.entries import REVERSAL, KeyReused, Posting
from loyalty.points.actions.purses import Lot, Purse, Use
from loyalty.points.actions.statements import (
    ACCOUNTS,
    CONTRADICTED,
    LOTS,
    MAKE_LOTS,
    POST_AND_NAME,
    TERMS,
    USE_LOTS,
    USES,
)
from loyalty.points.models import ACTIVITY, EARNING

Ids = dict[tuple[int, str], int]


def terms_of(merchant_id: int) -> ExpiryTerms:
    """How long the merchant's points last, as the settings say now."""
    ((mode, *rest),) = execute_prepared(TERMS, {"merchant_id": str(merchant_id)})
    return ExpiryTerms(ExpiryMode(mode), *rest)


def open_purses(
    customer_ids: Sequence[int], postings: Sequence[Posting], *, merchant_id: int
) -> dict[int, Purse]:
    """What these customers have, with the lots that the postings may be about. Statements: four at most."""
    terms = terms_of(merchant_id)
    undone = [one.source_id for one in postings if one.source == REVERSAL]
    named = {(one.customer_id, one.source, one.source_id) for one in postings if one.source_id}
    owners = arrays_of(sorted(named)) if named else ["{}", "{}", "{}"]
    values: dict[str, Any] = {
        "merchant_id": str(merchant_id),
        "customer_ids": array_of(customer_ids),
        "undone_ids": array_of(undone),
        **dict(zip(("owner_ids", "sources", "source_ids"), owners, strict=True)),
    }
    purses = {row[0]: Purse(row[0], terms, *row[1:]) for row in execute_prepared(ACCOUNTS, values)}
    lots: dict[int, Lot] = {}
    for customer_id, lot_id, entry_id, *content in execute_prepared(LOTS, values):
        lots[lot_id] = Lot(entry_id, lot_id, *content)
        purses[customer_id].lots.append(lots[lot_id])
    if undone:
        _remember_uses(purses, lots, values)
    return purses


def post_through_lots(postings: Sequence[Posting], *, merchant_id: int) -> int:
    """Write these postings, with what expires on the way; how many of them were new. Refuses `KeyReused`."""
    fresh = _fresh(postings, merchant_id)
    purses = open_purses(sorted({one.customer_id for one in fresh}), fresh, merchant_id=merchant_id)
    reckon(purses, fresh)
    write_purses(purses.values(), merchant_id=merchant_id)
    return len(fresh)


def reckon(purses: dict[int, Purse], postings: Iterable[Posting]) -> None:
    """Post everything to the purses, in the merchant's language."""
    for posting in postings:
        purse = purses[posting.customer_id]
        with translation.override(purse.terms.language):
            purse.post(posting)


def write_purses(purses: Iterable[Purse], *, merchant_id: int) -> Ids:
    """Write what was reckoned; the ids of the entries by customer and key. Three statements at most."""
    changed = [purse for purse in purses if purse.entries]
    if not changed:
        return {}
    entries = [entry for purse in changed for entry in purse.entries]
    rows = execute_prepared(POST_AND_NAME, columns_of(entries, merchant_id=merchant_id))
    ids = {(customer_id, key): entry_id for customer_id, key, entry_id, _count in rows}
    _make_lots(changed, ids, merchant_id)
    _use_lots(changed, ids, merchant_id)
    return ids


def columns_of(postings: Sequence[Posting], *, merchant_id: int) -> dict[str, Any]:
    """The postings as the statements take them."""
    return {
        "merchant_id": str(merchant_id),
        "earning": sorted(EARNING),
        "activity": sorted(ACTIVITY),
        "customer_ids": array_of(posting.customer_id for posting in postings),
        "keys": array_of(posting.key for posting in postings),
        "kinds": array_of(posting.kind for posting in postings),
        "points": array_of(posting.points for posting in postings),
        "pending": array_of(posting.pending for posting in postings),
        "lapsed": array_of(posting.lapsed for posting in postings),
        "descriptions": array_of(posting.description for posting in postings),
        "internal_notes": array_of(posting.internal_note for posting in postings),
        "sources": array_of(posting.source for posting in postings),
        "source_ids": array_of(posting.source_id for posting in postings),
        "actor_ids": array_of(posting.actor_id for posting in postings),
        "occurred_at": array_of(posting.occurred_at for posting in postings),
    }


def _remember_uses(purses: dict[int, Purse], lots: dict[int, Lot], values: dict[str, Any]) -> None:
    for entry_id, lot_id, points, lapsed in execute_prepared(USES, values):
        for purse in purses.values():
            if lots[lot_id] in purse.lots:
                purse.undone.setdefault(entry_id, []).append(Use(lots[lot_id], "", points, lapsed))


def _fresh(postings: Sequence[Posting], merchant_id: int) -> list[Posting]:
    """Those whose keys are not known."""
    values = columns_of(postings, merchant_id=merchant_id)
    known = set(execute_prepared(_KNOWN, values))
    if known and execute_prepared(CONTRADICTED, values) != [(0,)]:
        raise KeyReused
    return [posting for posting in postings if (posting.customer_id, posting.key) not in known]


def _make_lots(purses: Sequence[Purse], ids: Ids, merchant_id: int) -> None:
    made = [(purse.customer_id, lot) for purse in purses for lot in purse.made]
    if not made:
        return
    rows = [
        (customer_id, ids[customer_id, lot.key], lot.source, lot.source_id, lot.last_valid_on, lot.points)
        for customer_id, lot in made
    ]
    names = ("customer_ids", "entry_ids", "sources", "source_ids", "last_days", "points")
    values = dict(zip(names, arrays_of(rows), strict=True)) | {"merchant_id": str(merchant_id)}
    lot_ids = dict(execute_prepared(MAKE_LOTS, values))
    for customer_id, lot in made:
        lot.entry_id = ids[customer_id, lot.key]
        lot.lot_id = lot_ids[lot.entry_id]


def _use_lots(purses: Sequence[Purse], ids: Ids, merchant_id: int) -> None:
    uses = [(purse.customer_id, use) for purse in purses for use in purse.uses]
    rows = [
        (use.lot.lot_id, ids[customer_id, use.key], use.points, use.lapsed, use.expired)
        for customer_id, use in uses
    ]
    states = [(purse.customer_id, bool(purse.lots), purse.lots_until, purse.idle_since) for purse in purses]
    names = ("lot_ids", "entry_ids", "points", "lapsed", "expired")
    columns = arrays_of(rows) if rows else ["{}"] * len(names)
    accounts = ("customer_ids", "has_lots", "lots_until", "idle_since")
    values = {
        "merchant_id": str(merchant_id),
        **dict(zip(names, columns, strict=True)),
        **dict(zip(accounts, arrays_of(states), strict=True)),
    }
    execute_prepared(USE_LOTS, values)


_KNOWN = """
SELECT entry.customer_id, entry.key
FROM (
    SELECT %(merchant_id)s::bigint AS merchant_id, given.* FROM unnest(
        %(customer_ids)s::bigint[], %(keys)s::text[]
    ) AS given (customer_id, key) OFFSET 0
) AS given
JOIN points_pointstransaction entry USING (merchant_id, customer_id, key)
"""
