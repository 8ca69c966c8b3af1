"""The few statements that run thousands of times a minute, prepared by the server."""

from collections.abc import Mapping
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import Cursor


def execute_prepared(sql: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Every row that one statement returns, on Django's connection and in its transaction if there is one.

    Django's cursor writes the values into the text, so that the server reads and plans it anew each time;
    here values travel apart and the plan stays with the connection. It is kept per combination of types, so
    each value has one type always: a number comes as text, with a cast in the statement. Where statements are
    counted or wrapped (`assertNumQueries`, `execute_wrapper`), and under DEBUG, Django's cursor runs it.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.queries_logged or connection.execute_wrappers:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return list(cursor.fetchall())
    _make_ready(connection)
    with connection.wrap_database_errors:
        return Cursor(connection.connection).execute(sql.encode(), params, prepare=True).fetchall()


def _make_ready(connection: BaseDatabaseWrapper) -> None:
    # What Django's own cursor does before its first statement.
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    connection.validate_thread_sharing()
    connection.validate_no_broken_transaction()
