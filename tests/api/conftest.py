"""What the tests of the API share."""

import pytest
from pytest_django import Settings

from loyalty.merchants.models import Merchant
from tests.api.cast import Caller
from tests.cast import make_merchant


@pytest.fixture(autouse=True)
def _unhurried(settings: Settings) -> None:
    # Tests ask more often than programs may; those of the limit itself set it.
    settings.API_REQUESTS_PER_SECOND = 10_000


@pytest.fixture
def merchant(db: None) -> Merchant:
    return make_merchant()


@pytest.fixture
def caller(merchant: Merchant) -> Caller:
    """A program that may do everything."""
    return Caller(merchant)
