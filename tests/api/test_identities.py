"""/customer_identities/create_or_update"""

from typing import Any

import pytest
from django_scopes import scope

from loyalty.customers.models import CustomerState
from loyalty.merchants.models import Merchant
from tests.api.cast import Answer, Caller
from tests.api.contract import assert_as_published, assert_refused
from tests.apps_marketplace.oauth.cast import make_shop, make_starry
from tests.cast import make_customer

PATH = "customer_identities/create_or_update"


@pytest.fixture
def app(db: None) -> Caller:
    """An installed app."""
    olive, merchant = make_shop()
    starry = make_starry(scopes=["customer_identity:write", "customer:read"])
    return Caller(merchant, secret=starry.connect(olive, merchant)["access_token"])


def say(caller: Caller, **said: Any) -> Answer:
    """What an app says of a customer."""
    known = {"email": "ada@example.com", "distinct_id": "a-1"}
    return caller.post(PATH, {"customer_identity": {**known, **said}})


def test_a_stranger_joins_and_is_known_from_then_on(app: Caller) -> None:
    first, again = say(app, first_name="Ada"), say(app, email="other@example.com")

    assert (first.status_code, again.status_code) == (201, 200)
    made = assert_as_published(first, "POST", f"/{PATH}")["customer_identity"]
    kept = assert_as_published(again, "POST", f"/{PATH}")["customer_identity"]
    assert kept["customer_id"] == made["customer_id"]
    customer = app.get(f"customers/{made['customer_id']}").json()["customer"]
    assert (customer["state"], customer["email"], customer["first_name"]) == (
        "member",
        "ada@example.com",
        "Ada",
    )


def test_whoever_has_the_address_is_linked_and_stays_what_they_are(app: Caller) -> None:
    guest = make_customer(app.merchant, state=CustomerState.CANDIDATE)

    response = say(app)

    assert response.status_code == 201
    assert response.json()["customer_identity"]["customer_id"] == guest.pk
    with scope(merchant=app.merchant):
        guest.refresh_from_db()
    assert guest.state == CustomerState.CANDIDATE


def test_keys_cannot_do_it(merchant: Merchant, caller: Caller) -> None:
    assert assert_refused(say(caller), 403) == "This is for installed apps. Keys cannot do it."


@pytest.mark.parametrize("said", [{"email": "nobody"}, {"email": None}, {"distinct_id": ""}, {"phone": "1"}])
def test_what_has_no_meaning_is_refused(said: dict[str, Any], app: Caller) -> None:
    assert_refused(say(app, **said), 400)
