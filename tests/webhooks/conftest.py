"""A merchant, and somebody who listens."""

from collections.abc import Iterator

import pytest
from django_scopes import scope
from pytest_django import Settings

from loyalty.merchants.models import Merchant
from tests.cast import make_merchant
from tests.webhooks.receiver import Receiver, receiving


@pytest.fixture
def merchant(db: None) -> Iterator[Merchant]:
    merchant = make_merchant()
    with scope(merchant=merchant):
        yield merchant


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    settings.WEBHOOKS_TO_LOOPBACK = True
    with receiving() as receiver:
        yield receiver
