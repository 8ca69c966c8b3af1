"""The REST API over HTTP: two processes of the server, all middleware, a key, its limit and the request log.

Customers against a bare view that sends the same JSON from one statement; activities, each of another customer, against
a bare view that does one durable insert. The bare views stand in `bench/workers/bare.py`, on the same server and behind
the same middleware. Clients take turns with their keys, so that no key reaches its limit.
"""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from uuid import uuid4

from django.db import connection
from django_scopes import scope
from measuring import Case, Report, interleave, rounds_asked
from product import CLUSTER, FOLDER, NOW, ROOT, private_server

from earning.actions import RuleTerms, create_rule
from earning.models import ValueType
from loyalty import flows
from loyalty.merchants.actions import create_key
from loyalty.merchants.models import Merchant
from loyalty.merchants.scopes import Scope
from vip.snapshots import TierTerms, VipTerms

ROUNDS = rounds_asked(10)
PORT = 8931
CLIENTS, KEYS_EACH = 4, 50
LISTS, WRITES = 20, 200
CUSTOMERS = 20_000
LISTED = "GET /v1/customers?limit=250&include=vip_status"
BARE_LIST = "a bare view, the same JSON from one statement"
ACTIVITY = "POST /v1/activities"
BARE_WRITE = "a bare view, one durable insert"
Ask = Callable[[http.client.HTTPConnection, int], int]


def main() -> int:
    with private_server(customers=CUSTOMERS) as merchant:
        secrets, customer_ids = _furnish(merchant)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE bench_bare (id bigint GENERATED ALWAYS AS IDENTITY, said text)")
        server = _serve()
        try:
            return _measure(secrets, customer_ids, merchant.pk)
        finally:
            server.terminate()
            server.wait(timeout=30)


def _measure(secrets: Sequence[str], customer_ids: Sequence[int], merchant_id: int) -> int:
    whose = cycle(customer_ids)
    headers = [
        {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"} for secret in secrets
    ]
    keys = [cycle(headers[client::CLIENTS]) for client in range(CLIENTS)]

    def send(path: str, body: str = "", method: str = "GET") -> Ask:
        return lambda link, client: _status(link, method, path, body, next(keys[client]))

    def review(link: http.client.HTTPConnection, client: int) -> int:
        said = {"token": "leave_review", "customer_id": next(whose), "distinct_id": str(uuid4())}
        return _status(link, "POST", "/v1/activities", json.dumps({"activity": said}), next(keys[client]))

    report = Report(f"the REST API, {CLIENTS} clients, {ROUNDS} rounds")
    cases = {
        LISTED: _turn(send("/v1/customers?limit=250&include=vip_status"), LISTS),
        BARE_LIST: _turn(send(f"/bare/customers/{merchant_id}"), LISTS),
    }
    lists = interleave(cases, rounds=ROUNDS)
    report.show(lists)
    report.ratio("customers / bare view", lists.ratios(LISTED, BARE_LIST), floor=0.3, goal=0.5)
    writes = interleave(
        {ACTIVITY: _turn(review, WRITES), BARE_WRITE: _turn(send("/bare/insert", "x", "POST"), WRITES)},
        rounds=ROUNDS,
    )
    report.show(writes)
    report.ratio("activities / bare view", writes.ratios(ACTIVITY, BARE_WRITE), floor=0.25, goal=0.4)
    return 0 if report.is_passed else 1


def _turn(ask: Ask, times: int) -> Case:
    """So many requests, shared by the clients, each on a connection of its own."""

    def client(number: int) -> None:
        link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        for _request in range(times // CLIENTS):
            if (status := ask(link, number)) >= 300:
                raise RuntimeError(f"answered {status}")
        link.close()

    def turn() -> float:
        start = time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(client, range(CLIENTS)))
        return times / (time.perf_counter() - start)

    return turn


def _status(
    link: http.client.HTTPConnection, method: str, path: str, body: str, headers: dict[str, str]
) -> int:
    link.request(method, path, body or None, headers)
    answer = link.getresponse()
    answer.read()
    return answer.status


def _serve() -> "subprocess.Popen[bytes]":
    environ = {
        **os.environ,
        "DATABASE_URL": CLUSTER.url,
        "LOYALTY_PROCESS": "web",
        "LOYALTY_DATA_DIR": str(FOLDER),
        "DJANGO_SETTINGS_MODULE": "loyalty.settings",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'bench' / 'workers'}",
    }
    words = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--no-ws",
        "--port",
        str(PORT),
        "--workers",
        "2",
    ]
    server = subprocess.Popen([*words, "--blocking-threads", "2", "bare:application"], env=environ, cwd=ROOT)
    for _try in range(120):
        try:
            link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
            if _status(link, "GET", "/healthz", "", {}) == 200:
                return server
        except OSError:
            time.sleep(0.5)
    raise RuntimeError("the server did not start")


def _furnish(merchant: Merchant) -> tuple[list[str], list[int]]:
    """Keys, and everybody who writes reviews; tiers, spending and a rule are there."""
    with scope(merchant=merchant), connection.cursor() as cursor:
        create_rule(
            merchant,
            action="leave_review",
            terms=RuleTerms("A review", ValueType.FIXED, points=5),
            by=None,
            at=NOW,
        )
        cursor.execute(_NAMES, [merchant.pk])
        tiers = (TierTerms("Silver", 0), TierTerms("Gold", 500_00))
        flows.vip_changed(merchant, VipTerms(is_on=True, tiers=tiers), by=None, at=NOW)
        cursor.execute(_REVIEWS, {"merchant": merchant.pk, "at": NOW})
        cursor.execute("SELECT id FROM customers_customer WHERE merchant_id = %s ORDER BY id", [merchant.pk])
        customer_ids = [int(customer_id) for (customer_id,) in cursor.fetchall()]
        keys = [
            create_key(merchant, name=f"Bench {number}", scopes=Scope.values, by_id=None, at=NOW)
            for number in range(CLIENTS * KEYS_EACH)
        ]
        cursor.execute("ANALYZE")
        return [key.secret for key in keys], customer_ids


_NAMES = """
UPDATE customers_customer SET first_name = 'Ada', last_name = 'Byron' || id, email = 'p' || id || '@example.com',
    email_key = 'p' || id || '@example.com'
WHERE merchant_id = %s
"""
# On empty tables the server would plan to read all of what is still to come.
_REVIEWS = """
INSERT INTO earning_activity (merchant_id, customer_id, source, token, distinct_id, order_name, product, ruleset_id,
    refusal, explanation, occurred_at, created_at)
SELECT merchant_id, id, 'bench', 'leave_review', id, '', '', (
        SELECT max(id) FROM earning_ruleset ruleset WHERE ruleset.merchant_id = customer.merchant_id
    ), '', '[]', %(at)s, %(at)s
FROM customers_customer customer WHERE merchant_id = %(merchant)s
"""

if __name__ == "__main__":
    sys.exit(main())
