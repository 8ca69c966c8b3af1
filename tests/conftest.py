"""What every test stands on."""

import gc
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker, Settings

from tests.emptying import empty_tables

# No test fails because a machine is busy.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
# `--hypothesis-profile thorough`: for a long look at what was changed.
settings.register_profile("thorough", deadline=None)


def pytest_collection_finish() -> None:
    """Let the garbage collector leave alone what stays until the end: a tenth of the time goes into looking at it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


_REFUSE_TRUNCATE = (
    r"SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgname LIKE '%\_refuses\_truncate'"
)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database, which may be emptied after a test that commits, with TRUNCATE where there is much.

    Only here, and only that: append-only tables still refuse UPDATE and DELETE, and TRUNCATE too where a test
    says `ENABLE TRIGGER`.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(_REFUSE_TRUNCATE)
        for table, trigger in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{trigger}"')


@pytest.fixture(scope="session", autouse=True)
def _quick_emptying() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: empty_tables())
        yield


@pytest.fixture(autouse=True)
def _cheap(settings: Settings) -> None:
    # A good hash takes a third of a second on purpose.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Otherwise every client looks through all static files before its first request.
    settings.WHITENOISE_AUTOREFRESH = True
