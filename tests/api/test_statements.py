"""How many statements a request costs."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty.merchants.models import Merchant
from tests.api.cast import Caller
from tests.cast import make_customer, make_rule

# Begin and commit are two more, and so are two with an Idempotency-Key.
MOST = 6
# Whose key it is, how often it asked, and the request log.
AROUND = 3


def test_an_activity_takes_few_statements(merchant: Merchant, caller: Caller) -> None:
    ada = make_customer(merchant)
    make_rule(merchant, action="leave_review")
    review = {"token": "leave_review", "distinct_id": "1", "customer_id": ada.pk}
    by_address = {"token": "leave_review", "distinct_id": "2", "customer_email": "ada@example.com"}
    caller.post("activities", {"activity": {**review, "distinct_id": "0"}})

    for said in (review, by_address):
        with CaptureQueriesContext(connection) as captured:
            assert caller.post("activities", {"activity": said}).status_code == 201
        taken = [str(query["sql"])[:90] for query in captured if "SAVEPOINT" not in str(query["sql"])]
        assert len(taken) <= MOST + AROUND, "\n".join(taken)
        # One for the flow, which is the transaction itself where no test is around it.
        assert len(captured) - len(taken) <= 2


def test_many_rules_cost_no_more(merchant: Merchant, caller: Caller) -> None:
    ada = make_customer(merchant)
    for _number in range(10):
        make_rule(merchant, action="leave_review")
    caller.get("points_settings")

    with CaptureQueriesContext(connection) as captured:
        caller.post("activities", {"activity": {"token": "leave_review", "customer_id": ada.pk}})

    assert len([query for query in captured if "SAVEPOINT" not in str(query["sql"])]) <= MOST + AROUND + 2
