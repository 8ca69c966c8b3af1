"""What the tests of OAuth share."""

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _unhurried(settings: Settings) -> None:
    # Tests ask more often than servers may; those of the limit itself set it.
    settings.API_REQUESTS_PER_SECOND = 10_000
