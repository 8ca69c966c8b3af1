"""What the planner knows of tables that were empty a moment ago: nothing, until autovacuum comes round in a minute."""

from collections.abc import Sequence

from django.db import connection

KNOWN_WELL_ENOUGH = 1_000


def learn_sizes(tables: Sequence[str]) -> None:
    """Have the planner look at those of the tables that it took for small, as after a first bulk of rows.

    Until then it looks for each row's parent through whichever index begins with the merchant, and reads all of
    theirs. A table that is known to be large costs nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SMALL, [list(tables), KNOWN_WELL_ENOUGH])
        if small := [name for (name,) in cursor.fetchall()]:
            cursor.execute(f"ANALYZE {', '.join(small)}")


_SMALL = "SELECT oid::regclass::text FROM pg_class WHERE oid = ANY (%s::regclass[]) AND reltuples < %s"
