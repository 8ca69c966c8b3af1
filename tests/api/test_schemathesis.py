"""Whatever the description allows, and much that it does not, is answered as it says.

A longer look: `SCHEMATHESIS_EXAMPLES=200 .venv/bin/python -m pytest tests/api/test_schemathesis.py`.
"""

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from loyalty.api.views.description import described
from loyalty.merchants.models import Merchant
from tests.api.cast import make_key
from tests.cast import make_customer, make_merchant, make_reward, make_rule, make_tiers

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "1"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
schema = schemathesis.openapi.from_wsgi("/schema/", get_wsgi_application())


def test_the_description_is_valid_and_whole() -> None:
    description: dict[str, Any] = json.loads(described())

    assert description["openapi"].startswith("3.1")
    for path, item in description["paths"].items():
        for method, operation in item.items():
            assert {"400", "401", "403", "429", "500"} <= set(operation["responses"]), path
            assert operation["security"], path
            assert operation["summary"], path
            names = [parameter["name"] for parameter in operation.get("parameters", [])]
            assert ("Idempotency-Key" in names) == (method == "post"), path


@pytest.fixture
def _one_connection() -> Iterator[None]:
    # What Django's own test client does: the test's transaction lives on while requests come and go.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture
def shop(db: None, _one_connection: None) -> tuple[Merchant, str]:
    merchant = make_merchant()
    make_customer(merchant, points=500)
    make_reward(merchant)
    make_rule(merchant)
    make_tiers(merchant)
    return merchant, make_key(merchant)[1]


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_answers_as_described(case: Any, shop: tuple[Merchant, str]) -> None:
    response = case.call(headers={"Authorization": f"Bearer {shop[1]}"})

    case.validate_response(response, checks=CHECKS)
