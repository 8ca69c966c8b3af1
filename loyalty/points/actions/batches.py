"""Posting many changes at once."""

from collections.abc import Iterator, Sequence

from django.db import transaction

from loyalty.database.arrays import array_of
from loyalty.database.statements import execute_prepared
from loyalty.points.actions.accounts import open_accounts
from loyalty.points.actions.entries import KeyReused, Posting, refuse_invalid
from loyalty.points.actions.lots import columns_of, post_through_lots
from loyalty.points.actions.postings import post
from loyalty.points.actions.statements import CONTRADICTED, LOCK, POST_MANY

# Entries per statement: more gain nothing, and the arrays stay below a few megabytes.
CHUNK = 5000


def post_many(postings: Sequence[Posting], *, merchant_id: int) -> int:
    """Write entries for any number of customers, all or none; the number of those that were new comes back.

    The balance may go below zero. Refuses `InvalidPoints` and `KeyReused` like `post`. All accounts are
    locked first, in id order, until the transaction ends: so a transaction calls this once, with everything.
    """
    for posting in postings:
        refuse_invalid(posting)
    wanted = _once(postings)
    if len(wanted) < 2:
        return sum(post(posting, merchant_id=merchant_id, may_go_negative=True).is_new for posting in wanted)
    customer_ids = sorted({posting.customer_id for posting in wanted})
    with transaction.atomic(savepoint=False):
        post_chunk = post_through_lots if lock_to_post(customer_ids, merchant_id=merchant_id) else _post_chunk
        return sum(post_chunk(chunk, merchant_id=merchant_id) for chunk in _chunks(wanted))


def lock_to_post(customer_ids: Sequence[int], *, merchant_id: int) -> bool:
    """Lock these accounts in id order, opened where one is missing; whether lots have to be looked at."""
    values = {"merchant_id": str(merchant_id), "customer_ids": array_of(customer_ids)}
    ((locked, with_lots),) = execute_prepared(LOCK, values)
    if locked != len(customer_ids):
        open_accounts(customer_ids, merchant_id=merchant_id)
        ((_locked, with_lots),) = execute_prepared(LOCK, values)
    return bool(with_lots)


def _once(postings: Sequence[Posting]) -> list[Posting]:
    """The postings without those that stand in the batch a second time."""
    wanted: dict[tuple[int, str], Posting] = {}
    for posting in postings:
        first = wanted.setdefault((posting.customer_id, posting.key), posting)
        if first is not posting and _content(first) != _content(posting):
            raise KeyReused
    return list(wanted.values())


def _content(posting: Posting) -> tuple[str, int, int]:
    return posting.kind, posting.points, posting.pending


def _chunks(postings: list[Posting]) -> Iterator[list[Posting]]:
    return (postings[start : start + CHUNK] for start in range(0, len(postings), CHUNK))


def _post_chunk(postings: list[Posting], *, merchant_id: int) -> int:
    values = columns_of(postings, merchant_id=merchant_id)
    ((new,),) = execute_prepared(POST_MANY, values)
    if new != len(postings) and execute_prepared(CONTRADICTED, values) != [(0,)]:
        raise KeyReused
    return int(new)
