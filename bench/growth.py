"""Posting at ten million entries against posting at ten thousand: two databases of one server, the same customers.

`--rows N` fills less, for machines that are small or in a hurry.
"""

import sys
import time
from argparse import ArgumentParser
from contextlib import ExitStack
from functools import partial

import psycopg
from measuring import Report, interleave, rounds_asked
from product import DATABASE, NOW, address_of, create_database, private_server
from programs import Pgbench, Worker
from scripts import TEXTS, post_script
from workers.entries import Shop, find_shop

ROUNDS = rounds_asked(15)
SMALL = 10_000
MODES = {"durable": True, "synchronous_commit=off": False}
SET_ASIDE = """
SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)),
    format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)
FROM pg_constraint WHERE conrelid = 'points_pointstransaction'::regclass AND contype IN ('u', 'f')
UNION ALL
SELECT pg_get_indexdef(indexrelid), format('DROP INDEX %s', indexrelid::regclass)
FROM pg_index WHERE indrelid = 'points_pointstransaction'::regclass AND NOT indisunique
"""
# Everybody's turn comes again after everybody else's; an entry a second, up to now.
FILL = """
INSERT INTO points_pointstransaction (merchant_id, customer_id, key, kind, points, pending, balance_after, description,
    internal_note, source, source_id, occurred_at)
SELECT %(merchant)s, %(first)s + n * 7919 %% %(customers)s, 'order-' || n, 'earn_order', 100, 0,
    100 * (1 + n / %(customers)s), 'Order ' || n, '', 'order', n, %(now)s - make_interval(secs => %(rows)s - n)
FROM generate_series(0, %(rows)s::bigint - 1) AS n
"""
SUM_UP = """
UPDATE points_pointsaccount account SET balance = sums.points, lifetime = sums.points
FROM (SELECT customer_id, sum(points) AS points FROM points_pointstransaction GROUP BY customer_id) sums
WHERE sums.customer_id = account.customer_id
"""

# A server that has been running has its indexes in memory: read those two that a posting meets at random places.
WARM = (
    "SET enable_seqscan = off",
    "SET max_parallel_workers_per_gather = 0",
    "SELECT count(*) FROM (SELECT merchant_id, customer_id, key FROM points_pointstransaction ORDER BY 1, 2, 3) warm",
    "SELECT count(*) FROM (SELECT merchant_id, customer_id, id FROM points_pointstransaction ORDER BY 1, 2, 3) warm",
)


def main() -> int:
    large = rows_asked()
    with private_server():
        shop = find_shop()
        create_database("large", like=DATABASE)
        fill(DATABASE, SMALL, shop)
        fill("large", large, shop)
        passed = [measure(mode, large, shop) for mode in MODES]
    return 0 if all(passed) else 1


def rows_asked() -> int:
    parser = ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000_000)
    return int(parser.parse_known_args()[0].rows)


def fill(database: str, rows: int, shop: Shop) -> None:
    """A ledger of `rows` entries, its indexes built afterwards."""
    began = time.perf_counter()
    customers = shop.last - shop.first + 1
    values = {
        "merchant": shop.merchant_id,
        "first": shop.first,
        "customers": customers,
        "rows": rows,
        "now": NOW,
    }
    with psycopg.connect(address_of(database), autocommit=True) as connection:
        later, now = zip(*connection.execute(SET_ASIDE).fetchall(), strict=True)
        for statement in (*now, FILL, *later, SUM_UP, "VACUUM (FREEZE, ANALYZE)", *WARM):
            connection.execute(statement, values if statement == FILL else None)
    print(f"Filled {rows:,} entries in {time.perf_counter() - began:.0f} s")


def measure(mode: str, large: int, shop: Shop) -> bool:
    is_durable = MODES[mode]
    report = Report(f"Growth, {mode}, one client, {ROUNDS} rounds")
    names = {f"post() at {SMALL:,}": DATABASE, f"post() at {large:,}": "large"}
    alone = {f"pgbench at {SMALL:,}": DATABASE, f"pgbench at {large:,}": "large"}
    with ExitStack() as open_workers:
        worker = partial(Worker, "post", is_durable=is_durable)
        cases = {
            name: open_workers.enter_context(worker(address=address_of(database))).speed
            for name, database in names.items()
        }
        script = post_script(shop)
        cases |= {
            name: Pgbench(script, database, TEXTS, is_durable=is_durable).speed
            for name, database in alone.items()
        }
        speeds = interleave(cases, rounds=ROUNDS)
    report.show(speeds)
    at_small, at_large = names
    report.ratio("post(), large / small", speeds.ratios(at_large, at_small), floor=0.75, goal=0.85)
    return report.is_passed


if __name__ == "__main__":
    sys.exit(main())
