"""Statements that the server prepares."""

import pytest
from django.db import DataError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from loyalty.database.statements import execute_prepared

pytestmark = pytest.mark.django_db

ADD = "SELECT %(left)s::bigint + %(right)s::bigint AS statement_of_the_test"


def prepared() -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT parameter_types::text FROM pg_prepared_statements"
            " WHERE statement LIKE '%statement_of_the_test' AND NOT from_sql"
        )
        return list(cursor.fetchall())


def test_a_statement_is_prepared_once_whatever_the_size_of_its_numbers() -> None:
    for number in (1, 10**6, 10**15):
        assert execute_prepared(ADD, {"left": str(number), "right": "1"}) == [(number + 1,)]

    assert prepared() == [("{bigint,bigint}",)]


def test_a_counted_statement_is_seen_and_gives_the_same() -> None:
    with CaptureQueriesContext(connection) as queries:
        assert execute_prepared(ADD, {"left": "1", "right": "2"}) == [(3,)]

    assert len(queries) == 1


def test_a_wrapped_statement_is_wrapped() -> None:
    seen: list[str] = []

    def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]  # Django's signature
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        execute_prepared(ADD, {"left": "1", "right": "2"})

    assert seen == [ADD]


def test_it_is_part_of_the_transaction_around_it() -> None:
    sql = "INSERT INTO django_content_type (app_label, model) VALUES (%(model)s, 'x') RETURNING app_label"
    with transaction.atomic():
        assert execute_prepared(sql, {"model": "gone"}) == [("gone",)]
        transaction.set_rollback(True)

    count = "SELECT count(*) FROM django_content_type WHERE app_label = %(model)s::text"
    assert execute_prepared(count, {"model": "gone"}) == [(0,)]


def test_errors_are_djangos_and_end_the_transaction() -> None:
    with transaction.atomic():
        with pytest.raises(DataError), transaction.atomic():
            execute_prepared(ADD, {"left": "one", "right": "2"})
        assert execute_prepared(ADD, {"left": "1", "right": "2"}) == [(3,)]
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            execute_prepared(ADD, {"left": "1", "right": "2"})
        transaction.set_rollback(False)


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_is_made_again() -> None:
    execute_prepared(ADD, {"left": "1", "right": "2"})
    connection.close()

    assert execute_prepared(ADD, {"left": "1", "right": "2"}) == [(3,)]
