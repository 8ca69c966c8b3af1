"""Posting one: the product's action against its own statement in pgbench, the textbook's way and django-hordak.

One client each, on one server, in turns. Durable (every commit waits for the disk), and with
`synchronous_commit=off` for all, where the disk's noise is gone and the cost of Python shows.
"""

import sys
from contextlib import ExitStack
from functools import partial

from measuring import Case, Report, interleave, rounds_asked
from peers import peer_python
from product import DATABASE, address_of, create_database, private_server
from programs import Pgbench, Worker
from scripts import TEXTS, post_script
from workers.entries import find_shop

from loyalty.points.queries import find_differences

ROUNDS = rounds_asked(15)
MODES = {"durable": True, "synchronous_commit=off": False}
OURS, LIMIT, TEXTBOOK, PEER = "post()", "the statement alone, pgbench", "lock, create, save", "django-hordak"
TARGETS = {"durable": (0.40, 0.60), "synchronous_commit=off": (0.25, 0.45)}
TIMES = (2.5, 4.0)


def main() -> int:
    with private_server():
        python = peer_python()
        passed = [measure(mode, python) for mode in MODES]
        report = Report("Posting one, afterwards")
        report.count("differences that verify_ledger finds", sum(1 for _ in find_differences()), allowed=0)
    return 0 if all(passed) and report.is_passed else 1


def measure(mode: str, python: str | None) -> bool:
    report = Report(f"Posting one, {mode}, one client, {ROUNDS} rounds")
    with ExitStack() as open_workers:
        speeds = interleave(_cases(open_workers, is_durable=MODES[mode], python=python), rounds=ROUNDS)
    report.show(speeds)
    floor, goal = TARGETS[mode]
    report.ratio(f"{OURS} / {LIMIT}", speeds.ratios(OURS, LIMIT), floor=floor, goal=goal)
    for other in (TEXTBOOK, PEER):
        if other in speeds.rounds:
            report.ratio(f"{OURS} / {other}", speeds.ratios(OURS, other), floor=TIMES[0], goal=TIMES[1])
    return report.is_passed


def _cases(open_workers: ExitStack, *, is_durable: bool, python: str | None) -> dict[str, Case]:
    worker = partial(Worker, is_durable=is_durable)
    ours = open_workers.enter_context(worker("post", address=address_of(DATABASE)))
    textbook = open_workers.enter_context(worker("textbook", address=address_of(DATABASE)))
    limit = Pgbench(post_script(find_shop()), DATABASE, TEXTS, is_durable=is_durable)
    cases: dict[str, Case] = {OURS: ours.speed, LIMIT: limit.speed, TEXTBOOK: textbook.speed}
    if python:
        hordak = worker("transfers", address=create_database("hordak"), python=python)
        cases[PEER] = open_workers.enter_context(hordak).speed
    return cases


if __name__ == "__main__":
    sys.exit(main())
