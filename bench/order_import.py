"""The import of CDNOW against the same rows by COPY and one posting statement, and against a loop of saves.

Each turn has a database of its own, a copy of one in which nothing has been imported. The reference is given its
rows as bytes, ready to be copied: it neither parses, nor looks anything up, nor evaluates a rule. The loop saves
what an order sets in motion, row by row, one transaction for each order; a sample of it speaks for all.
"""

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from measuring import Report, interleave, rounds_asked
from posting_many import COLUMNS, FROM_TABLE, KINDS
from product import DATABASE, FOLDER, ROOT, address_of, create_database, private_server

from tests.real_data.cdnow import OutOfReach, cdnow_csv

ROUNDS = rounds_asked(5)
ORDERS = 69_659
SAMPLE = 400
FRESH = "fresh"
TURN = "turn"
PRODUCT, AGAIN, LIMIT, LOOP = "the import", "the import again", "COPY and one statement", "a loop of saves"
FILLED = (
    "customers_customer",
    "customers_customeridentity",
    "orders_order",
    "earning_settlement",
    "earning_award",
    "outbox_fact",
)
ARRIVED = (
    "customer_id, key, kind, points, pending, lapsed, description, internal_note, source, source_id, actor_id,"
    " occurred_at, row_number() OVER (ORDER BY id)"
)
WRITABLE = """
SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)
FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'
"""


@dataclass(frozen=True)
class Rows:
    """What an import leaves, as COPY takes it: by table, and the ledger's entries apart."""

    merchant_id: int
    tables: dict[str, tuple[str, bytes]]
    entries: bytes


def main() -> int:
    try:
        file = cdnow_csv()
    except OutOfReach as reason:
        sys.exit(str(reason))
    with private_server():
        _make_shop()
        create_database(FRESH, like=DATABASE)
        rows = _rows_of_an_import(file)
        again: list[dict[str, Any]] = []
        cases = {
            PRODUCT: lambda: _import(file, again),
            LIMIT: lambda: _copy_and_post(rows),
            LOOP: lambda: _save_one_by_one(file),
        }
        speeds = interleave(cases, rounds=ROUNDS)
        report = Report(f"Importing {ORDERS:,} orders of CDNOW, durable, {ROUNDS} rounds")
        report.show(speeds)
        report.ratio(
            "the import / COPY and one statement", speeds.ratios(PRODUCT, LIMIT), floor=0.25, goal=0.50
        )
        report.ratio("the import / a loop of saves", speeds.ratios(PRODUCT, LOOP), floor=20, goal=60)
        _report_second_runs(report, again)
        _report_memory(report, file)
    return 0 if report.is_passed else 1


def _make_shop() -> None:
    """A second merchant beside the one with all the customers."""
    _run([sys.executable, "-c", "from bench_shop import make_shop; make_shop()"], DATABASE)


def _rows_of_an_import(file: Path) -> Rows:
    create_database(TURN, like=FRESH)
    _work(file, times=1)
    with psycopg.connect(address_of(TURN)) as connection:
        merchant_id = connection.execute("SELECT id FROM merchants_merchant WHERE name = 'CDNOW'").fetchone()[
            0
        ]
        tables = {table: _dump(connection, table, merchant_id) for table in FILLED}
        ledger = (
            f"SELECT {ARRIVED} FROM points_pointstransaction WHERE merchant_id = {merchant_id} ORDER BY id"
        )
        return Rows(merchant_id, tables, _copied(connection, ledger))


def _dump(connection: psycopg.Connection, table: str, merchant_id: int) -> tuple[str, bytes]:
    columns = connection.execute(WRITABLE, [table]).fetchone()[0]
    query = f"SELECT {columns} FROM {table} WHERE merchant_id = {merchant_id} ORDER BY id"
    return columns, _copied(connection, query)


def _copied(connection: psycopg.Connection, query: str) -> bytes:
    with connection.cursor().copy(f"COPY ({query}) TO STDOUT") as copy:
        return b"".join(copy)


def _import(file: Path, again: list[dict[str, Any]]) -> float:
    create_database(TURN, like=FRESH)
    first, second = _work(file, times=2)
    second["posted"] = second["entries"] - first["entries"]
    second["ratio"] = first["seconds"] / second["seconds"]
    again.append(second)
    return ORDERS / first["seconds"]


def _copy_and_post(rows: Rows) -> float:
    create_database(TURN, like=FRESH)
    with psycopg.connect(address_of(TURN)) as connection:
        connection.execute(f"CREATE TEMPORARY TABLE arrived ({COLUMNS})")
        connection.commit()
        began = time.perf_counter()
        for table, (columns, content) in rows.tables.items():
            _copy_in(connection, f"{table} ({columns})", content)
            if table == FILLED[0]:
                connection.execute(
                    "INSERT INTO points_pointsaccount (merchant_id, customer_id, balance, pending, lifetime)"
                    " SELECT merchant_id, id, 0, 0, 0 FROM customers_customer WHERE merchant_id = %s",
                    [rows.merchant_id],
                )
        _copy_in(connection, "arrived", rows.entries)
        values = {"merchant_id": rows.merchant_id, **KINDS}
        with psycopg.ClientCursor(connection) as cursor:
            cursor.execute(FROM_TABLE, values)
        connection.commit()
        return ORDERS / (time.perf_counter() - began)


def _copy_in(connection: psycopg.Connection, target: str, content: bytes) -> None:
    with connection.cursor().copy(f"COPY {target} FROM STDIN") as copy:
        copy.write(content)


def _save_one_by_one(file: Path) -> float:
    create_database(TURN, like=FRESH)
    [said] = _output([sys.executable, "saves.py", str(file), str(SAMPLE)])
    return SAMPLE / said["seconds"]


def _report_second_runs(report: Report, again: list[dict[str, Any]]) -> None:
    report.count("entries that second runs posted", sum(run["posted"] for run in again), allowed=0)
    report.ratio("the first run / the second, in seconds", [run["ratio"] for run in again], floor=1, goal=1.5)


def _report_memory(report: Report, file: Path) -> None:
    once = round(median(_peak(file) for _time in range(2)))
    fourfold = round(_peak(_fourfold(file)))
    report.count("megabytes at most", once, allowed=300)
    report.count("megabytes at most, four times the orders", fourfold, allowed=300)
    report.count("megabytes more for four times the orders", max(0, fourfold - once), allowed=30)


def _peak(file: Path) -> float:
    create_database(TURN, like=FRESH)
    [said] = _work(file, times=1)
    return float(said["megabytes"])


def _fourfold(file: Path) -> Path:
    """The same orders of four times as many customers."""
    path = FOLDER / "fourfold.csv"
    header, *lines = file.read_text().splitlines()
    copies = (
        re.sub("^row-(\\d+),cdnow-", rf"row-\1-{n},cdnow-{n}-", line) for n in range(4) for line in lines
    )
    path.write_text("\n".join((header, *copies)))
    return path


def _work(file: Path, *, times: int) -> list[dict[str, Any]]:
    return _output([sys.executable, "orders.py", str(file), str(times)])


def _output(command: list[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in _run(command, TURN).splitlines()]


def _run(command: list[str], database: str) -> str:
    cwd = Path(__file__).parent / "workers"
    env = {**os.environ, "DATABASE_URL": address_of(database), "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=cwd, env=env, stdout=subprocess.PIPE, text=True, check=True).stdout


if __name__ == "__main__":
    sys.exit(main())
