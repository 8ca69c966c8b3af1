"""One redemption: the product's flow against pgbench running the very statements that it sends.

Eight clients on different customers each, on one server, in turns. `synchronous_commit=off` for both: every commit of
eight clients waits for one disk, which would make anything look fast.
"""

import re
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.db import connection
from django_scopes import scope
from measuring import Report, interleave, rounds_asked
from product import DATABASE, FOLDER, NOW, address_of, private_server
from programs import Pgbench, Worker
from psycopg.sql import Literal
from workers.entries import Shop, find_shop

from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.points.actions import Posting, post_many
from loyalty.points.models import Kind
from loyalty.rewards.actions import RewardTerms
from loyalty.rewards.models import Reward, RewardType

ROUNDS = rounds_asked(15)
CLIENTS = 8
CUSTOMERS = 20_000
OURS, LIMIT = "reward_redeemed()", "its statements alone, pgbench"
FLOOR, GOAL = 0.25, 0.40
MOST_STATEMENTS = 8
# What differs from one redemption to the next; everything else is the same text each time.
DRAWN = {
    "customer_id": ":customer_id",
    "key": "(:key)::text",
    "customer_ids": "ARRAY[:customer_id]",
    "keys": "ARRAY[(:key)::text]",
    "codes": "ARRAY['BENCH-' || :key]",
    "entry_ids": "ARRAY[:entry_id]",
    "customer": ":customer_id",
    "subjects": "ARRAY[:coupon_id, :customer_id]",
}


def main() -> int:
    report = Report(f"Redeeming, {CLIENTS} clients, {ROUNDS} rounds")
    with private_server(customers=CUSTOMERS) as merchant, ExitStack() as open_workers:
        reward = _prepare(merchant)
        sent = _statements(merchant, reward)
        report.count(
            "statements of one redemption", len(sent) + len(("BEGIN", "COMMIT")), allowed=MOST_STATEMENTS
        )
        workers = [
            open_workers.enter_context(Worker("redeem", address=address_of(DATABASE), is_durable=False))
            for _ in range(CLIENTS)
        ]
        limit = Pgbench(_script(sent, find_shop()), DATABASE, {}, is_durable=False, clients=CLIENTS)
        speeds = interleave({OURS: lambda: _together(workers), LIMIT: limit.speed}, rounds=ROUNDS)
    report.show(speeds)
    report.ratio(f"{OURS} / {LIMIT}", speeds.ratios(OURS, LIMIT), floor=FLOOR, goal=GOAL)
    return 0 if report.is_passed else 1


def _together(workers: list[Worker]) -> float:
    for worker in workers:
        worker.start()
    return sum(worker.finish() for worker in workers)


def _prepare(merchant: Merchant) -> Reward:
    """A reward with a limit for each customer, and customers with more points than they can spend."""
    with scope(merchant=merchant):
        customers = Customer.objects.values_list("pk", flat=True)
        gifts = [Posting(pk, "bench", Kind.ADJUST, 10**9, "A gift", "bench", NOW) for pk in customers]
        post_many(gifts, merchant_id=merchant.pk)
        terms = RewardTerms(
            RewardType.AMOUNT_OFF,
            "5 off",
            points=100,
            value_cents=5_00,
            expires_days=90,
            limit_per_customer=10**6,
        )
        reward = flows.reward_created(merchant, terms=terms, by=None, at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return reward


def _statements(merchant: Merchant, reward: Reward) -> list[tuple[str, Mapping[str, Any]]]:
    """What one redemption sends between BEGIN and COMMIT."""
    sent: list[tuple[str, Mapping[str, Any]]] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append((sql, params))
        return execute(sql, params, many, context)

    with scope(merchant=merchant):
        customer = Customer.objects.select_related("merchant").first()
        with connection.execute_wrapper(listen):
            flows.reward_redeemed(reward, customer=customer, key="first", by=None, at=NOW)
    return sent


def _script(sent: list[tuple[str, Mapping[str, Any]]], shop: Shop) -> Path:
    """The same for a random customer under a random key. The ids that come back go into the statements after.

    The outbox is told of the new coupon and of its customer.
    """
    lines = [
        rf"\set customer_id random({shop.first}, {shop.last})",
        r"\set key random(1, 1125899906842624)",
        "BEGIN;",
    ]
    for sql, params in sent:
        text = " ".join(_with_values(sql, params).split())
        is_insert, is_posting = "INTO rewards_coupon" in text, "points_pointstransaction" in text
        prefix = "coupon_" if is_insert else "entry_" if is_posting else ""
        lines.append(f"{text} \\gset {prefix}" if prefix else f"{text};")
    path = FOLDER / "redeem.sql"
    path.write_text("\n".join([*lines, "COMMIT;", ""]))
    return path


def _with_values(sql: str, params: Mapping[str, Any]) -> str:
    return re.sub(r"%\((\w+)\)s", lambda found: DRAWN.get(found[1]) or _literal(params[found[1]]), sql)


def _literal(value: Any) -> str:
    return Literal(value).as_string(connection.connection)


if __name__ == "__main__":
    sys.exit(main())
