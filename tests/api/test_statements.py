"""How many statements a request costs."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty.merchants.models import Merchant
from tests.api.cast import Caller
from tests.cast import make_customer, make_rule, make_tiers
from vip.models import Basis

# With the key and its limit, and the request log. BEGIN and COMMIT, where no test is around it, are two more.
MOST = 5
# An Idempotency-Key is claimed, and its answer kept. What is done under it has a savepoint, too.
ONCE = 2
# Where points lead to tiers: the account's lock, tiers that ended by themselves, and the tier that is due.
REVIEW = 3


@pytest.mark.parametrize(
    ("basis", "headers", "most"),
    [
        (None, {}, MOST),
        (None, {"Idempotency-Key": "a"}, MOST + ONCE),
        (Basis.SPEND, {}, MOST),
        (Basis.ORDERS, {}, MOST),
        (Basis.POINTS, {}, MOST + REVIEW),
    ],
)
def test_an_activity_takes_few_statements(
    basis: Basis | None, headers: dict[str, str], most: int, merchant: Merchant, caller: Caller
) -> None:
    ada = make_customer(merchant)
    make_rule(merchant, action="leave_review")
    if basis:
        make_tiers(merchant, basis=basis)
    review: dict[str, Any] = {"token": "leave_review", "distinct_id": "1", "customer_id": ada.pk}
    by_address: dict[str, Any] = {
        "token": "leave_review",
        "distinct_id": "2",
        "customer_email": "ada@example.com",
    }
    caller.post("activities", {"activity": {**review, "distinct_id": "0"}})

    for number, said in enumerate((review, by_address)):
        names = {name: f"{value}{number}" for name, value in headers.items()}
        taken = statements_of(caller, said, **names)
        assert len(taken) == most, "\n".join(taken)


def test_many_rules_cost_one_statement_more(merchant: Merchant, caller: Caller) -> None:
    ada = make_customer(merchant)
    for _number in range(10):
        make_rule(merchant, action="leave_review")
    caller.get("points_settings")

    # Several entries are written after the account was locked.
    assert len(statements_of(caller, {"token": "leave_review", "customer_id": ada.pk})) == MOST + 1


def statements_of(caller: Caller, said: dict[str, Any], **headers: str) -> list[str]:
    """What was sent to the database for an activity, without transactions."""
    with CaptureQueriesContext(connection) as captured:
        assert caller.post("activities", {"activity": said}, **headers).status_code == 201
    return [str(query["sql"])[:90] for query in captured if "SAVEPOINT" not in str(query["sql"])]
