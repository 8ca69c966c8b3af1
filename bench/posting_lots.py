"""Posting where points expire against posting where they never do: two databases of one server, the same customers.

A credit makes a lot, in the one statement that it is anyway. A redemption looks at twelve lots, one for each month,
and takes from what expires first.
"""

import sys
from contextlib import ExitStack
from functools import partial

import psycopg
from measuring import Report, interleave, rounds_asked
from product import DATABASE, address_of, create_database, private_server
from programs import Pgbench, Worker
from scripts import TEXTS, post_script
from workers.entries import find_shop

ROUNDS = rounds_asked(9)
MODES = {"durable": True, "synchronous_commit=off": False}
EXPIRING = "expiring"
PLACES = {"never": DATABASE, "lots": EXPIRING}
LIMIT = "the credit's statement alone, pgbench, lots"
TARGETS = {"durable": (0.40, 0.60), "synchronous_commit=off": (0.25, 0.45)}
# Credits of the months before the benchmark's day become lots that end in the twelve months after it.
EXPIRE = (
    "UPDATE merchants_program SET expiry_mode = 'lot', expiry_months = 12, expiry_enabled_on = '2025-01-01'"
)


def main() -> int:
    with private_server():
        shop = find_shop()
        create_database(EXPIRING, like=DATABASE)
        with psycopg.connect(address_of(EXPIRING)) as connection:
            connection.execute(EXPIRE)
        script = Pgbench(post_script(shop), EXPIRING, TEXTS)
        passed = [measure(mode, script) for mode in MODES]
    return 0 if all(passed) else 1


def measure(mode: str, script: Pgbench) -> bool:
    is_durable = MODES[mode]
    report = Report(f"Posting where points expire, {mode}, one client, {ROUNDS} rounds")
    limit = Pgbench(script.script, script.database, script.texts, is_durable=is_durable)
    with ExitStack() as open_workers:
        worker = partial(Worker, is_durable=is_durable)
        cases = {
            f"{name}, {place}": open_workers.enter_context(worker(word, address=address_of(database))).speed
            for name, word in (("credit", "post"), ("redemption", "spend"))
            for place, database in PLACES.items()
        }
        speeds = interleave(cases | {LIMIT: limit.speed}, rounds=ROUNDS)
    report.show(speeds)
    floor, goal = TARGETS[mode]
    report.ratio("credit / its statement, lots", speeds.ratios("credit, lots", LIMIT), floor=floor, goal=goal)
    report.ratio(
        "credit, lots / never", speeds.ratios("credit, lots", "credit, never"), floor=0.60, goal=0.80
    )
    report.ratio(
        "redemption, lots / never",
        speeds.ratios("redemption, lots", "redemption, never"),
        floor=0.10,
        goal=0.20,
    )
    return report.is_passed


if __name__ == "__main__":
    sys.exit(main())
