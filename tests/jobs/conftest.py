"""Jobs of tests instead of the product's."""

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker, Settings

from tests.jobs.effects import TABLES

CLEAR = """
TRUNCATE jobs_job, jobs_worker, django_q_ormq, test_entry;
UPDATE test_balance SET amount = 0;
"""


@pytest.fixture(autouse=True)
def _test_schedule(settings: Settings) -> None:
    settings.JOB_SCHEDULE = "tests.jobs.schedule"


@pytest.fixture
def committing(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database without a transaction around the test; only what jobs touch is cleared afterwards."""
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute(TABLES)
        yield
        with connection.cursor() as cursor:
            cursor.execute(CLEAR)
