"""What test jobs do: an entry that can be made once, and a counter that notices every time."""

from django.db import connection

TABLES = """
CREATE TABLE IF NOT EXISTS test_entry (key text NOT NULL, amount bigint NOT NULL);
CREATE TABLE IF NOT EXISTS test_balance (one boolean PRIMARY KEY DEFAULT true, amount bigint NOT NULL);
INSERT INTO test_balance (amount) VALUES (0) ON CONFLICT DO NOTHING;
"""


def add(key: str, amount: int) -> None:
    """Not idempotent on purpose: run twice, it counts twice. Only the job's fence makes it once."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO test_entry VALUES (%s, %s)", [key, amount])
        cursor.execute("UPDATE test_balance SET amount = amount + %s", [amount])


def balance() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT amount FROM test_balance")
        return int(cursor.fetchone()[0])


def entries() -> dict[str, int]:
    """How many times each key was entered."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, count(*) FROM test_entry GROUP BY key ORDER BY key")
        return dict(cursor.fetchall())
