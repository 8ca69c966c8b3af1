"""Emptying the database after a test that commits.

Django empties all tables with TRUNCATE, which makes a thousand new files, and writes permissions anew. Here only the
tables that hold something are emptied, row by row.
"""

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

# What comes with the tables themselves.
KEPT = {ContentType._meta.db_table, Permission._meta.db_table}
# From so many rows on, new files are quicker.
MANY = 5_000

_REFUSALS = """
SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger
WHERE tgname LIKE '%%\\_refuses\\_changes' AND tgrelid = ANY (%s::regclass[])
"""


def empty_tables() -> None:
    """Delete every row that a test may have left behind."""
    with transaction.atomic(), connection.cursor() as cursor:
        left = _filled(cursor)
        if any(rows >= MANY for rows in left.values()):
            call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
        elif left:
            _delete(cursor, list(left))


def _filled(cursor: CursorWrapper) -> dict[str, int]:
    """The tables that hold something, and how many rows, at most `MANY`."""
    tables = sorted({*connection.introspection.django_table_names(include_views=False)} - KEPT)
    cursor.execute(
        " UNION ALL ".join(
            f"SELECT '{table}', count(*) FROM (SELECT FROM \"{table}\" LIMIT {MANY}) AS few HAVING count(*) > 0"
            for table in tables
        )
    )
    return dict(cursor.fetchall())


def _delete(cursor: CursorWrapper, tables: list[str]) -> None:
    """In one statement, so that no row misses another meanwhile, whatever refers to what."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute(_REFUSALS, [tables])
    refusing = [table for (table,) in cursor.fetchall()]
    for table in refusing:
        cursor.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{table}_refuses_changes"')
    deletes = ", ".join(f'd{n} AS (DELETE FROM "{table}")' for n, table in enumerate(tables))
    cursor.execute(f"WITH {deletes} SELECT")
    for table in refusing:
        cursor.execute(f'ALTER TABLE {table} ENABLE TRIGGER "{table}_refuses_changes"')
