from collections.abc import Iterator

import pytest
from django_scopes import scope

from loyalty.merchants.models import Merchant
from tests.cast import make_merchant


@pytest.fixture
def merchant(db: None) -> Iterator[Merchant]:
    """Olive's shop, at hand for the whole test."""
    olives = make_merchant()
    with scope(merchant=olives):
        yield olives
