"""Posting many: `post_many` against COPY and one posting statement, and four writers over the same accounts.

The reference is given its rows as bytes, ready to be copied, and posts them with `post_many`'s own statement from a
temporary table; it neither checks, nor opens accounts, nor locks. `post_many` is given its postings as objects.
"""

import re
import sys
import time
from contextlib import ExitStack

from django.db import connection, transaction
from measuring import Report, interleave, rounds_asked
from product import DATABASE, address_of, private_server
from programs import Worker
from workers.entries import Shop, find_shop, make_posting

from loyalty.points.actions import Posting, post_many
from loyalty.points.actions.batches import POST_MANY
from loyalty.points.models import ACTIVITY, EARNING
from loyalty.points.queries import find_differences

ROUNDS = rounds_asked(9)
ROWS = 10_000
WRITERS = 4
SECONDS = 5
MODES = ("on", "off")
COLUMNS = (
    "customer_id bigint, key text, kind text, points bigint, pending bigint, lapsed bigint, description text,"
    " internal_note text, source text, source_id bigint, actor_id bigint, occurred_at timestamptz, n bigint"
)
FROM_TABLE = re.sub(r"unnest\(.*?\)\s+WITH ORDINALITY AS g \(.*?\)", "arrived g", POST_MANY, flags=re.DOTALL)
KINDS = {"earning": sorted(EARNING), "activity": sorted(ACTIVITY)}
MANY, LIMIT = f"post_many, {ROWS:,} postings", f"COPY and one statement, {ROWS:,} rows"
ONE, FOUR = "one writer", "four writers"


def main() -> int:
    with private_server():
        shop = find_shop()
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE arrived ({COLUMNS})")
        passed = [measure(mode, shop) for mode in MODES]
        passed.append(measure_writers())
        report = Report("Posting many, afterwards")
        report.count("differences that verify_ledger finds", sum(1 for _ in find_differences()), allowed=0)
    return 0 if all(passed) and report.is_passed else 1


def measure(mode: str, shop: Shop) -> bool:
    report = Report(f"Posting many, synchronous_commit={mode}, {ROUNDS} rounds")
    with connection.cursor() as cursor:
        cursor.execute(f"SET synchronous_commit = {mode}")
    cases = {MANY: lambda: _post_many(shop), LIMIT: lambda: _copy_and_post(shop)}
    speeds = interleave(cases, rounds=ROUNDS)
    report.show(speeds)
    report.ratio("post_many / COPY and one statement", speeds.ratios(MANY, LIMIT), floor=0.40, goal=0.55)
    return report.is_passed


def measure_writers() -> bool:
    report = Report(f"{WRITERS} writers over the same 2,000 accounts, batches of 300, {ROUNDS} rounds")
    with ExitStack() as open_workers:
        workers = [open_workers.enter_context(_batches()) for _ in range(WRITERS)]
        before = _deadlocks()
        cases = {ONE: lambda: _speed(workers[:1]), FOUR: lambda: _speed(workers)}
        speeds = interleave(cases, rounds=ROUNDS)
    report.show(speeds)
    report.count("deadlocks", _deadlocks() - before, allowed=0)
    report.ratio("four writers / one writer", speeds.ratios(FOUR, ONE), floor=0.70, goal=1.0)
    before = _deadlocks()
    with ExitStack() as open_workers:
        careless = _speed([open_workers.enter_context(_batches("careless")) for _ in range(WRITERS)])
    print(
        f"  For comparison, without an order: {_deadlocks() - before} deadlocks, {careless:,.0f} per second"
    )
    return report.is_passed


def _post_many(shop: Shop) -> float:
    postings = _postings(shop)
    began = time.perf_counter()
    post_many(postings, merchant_id=shop.merchant_id)
    return ROWS / (time.perf_counter() - began)


def _copy_and_post(shop: Shop) -> float:
    rows = "".join(_line(posting, number) for number, posting in enumerate(_postings(shop), 1)).encode()
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE arrived")
        with cursor.copy("COPY arrived FROM STDIN") as copy:
            copy.write(rows)
        cursor.execute(FROM_TABLE, {"merchant_id": shop.merchant_id, **KINDS})
    return ROWS / (time.perf_counter() - began)


def _postings(shop: Shop) -> list[Posting]:
    return [make_posting(shop.somebody()) for _ in range(ROWS)]


def _line(posting: Posting, number: int) -> str:
    return (
        f"{posting.customer_id}\t{posting.key}\t{posting.kind.value}\t{posting.points}\t{posting.pending}"
        f"\t{posting.lapsed}\t{posting.description}\t{posting.internal_note}\t{posting.source}\t{posting.source_id}\t\\N"
        f"\t{posting.occurred_at.isoformat()}\t{number}\n"
    )


def _batches(*words: str) -> Worker:
    return Worker("batches", address=address_of(DATABASE), words=words)


def _speed(workers: list[Worker]) -> float:
    for worker in workers:
        worker.start(SECONDS)
    return sum(worker.finish() for worker in workers)


def _deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    sys.exit(main())
