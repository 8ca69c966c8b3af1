"""Customers written by programs: made, changed, kept out and let back in, found by segment."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from earning.catalogue import SIGN_UP
from loyalty.audit.models import AuditEvent
from loyalty.customers.models import Customer, Segment
from loyalty.merchants.models import Merchant
from tests.api.cast import Caller, message
from tests.cast import make_customer, make_merchant, make_rule, make_user

ADA = {"email": "Ada@example.com", "first_name": "Ada", "external_id": "c-1"}


def change(caller: Caller, customer: Customer, **said: Any) -> dict[str, Any]:
    response = caller.send_json("PATCH", f"customers/{customer.pk}", {"customer": said})
    assert response.status_code == 200, response.content
    shown: dict[str, Any] = response.json()["customer"]
    return shown


def test_a_new_member_gets_the_points_for_signing_up(caller: Caller, merchant: Merchant) -> None:
    make_rule(merchant, action=SIGN_UP.code)
    said = {**ADA, "date_of_birth": "1004-12-10", "tags": ["Newsletter"], "language": "sv"}

    response = caller.post("customers", {"customer": said})

    assert response.status_code == 201
    shown = response.json()["customer"]
    assert {
        name: shown[name] for name in ("email", "first_name", "state", "date_of_birth", "points_balance")
    } == {
        "email": "Ada@example.com",
        "first_name": "Ada",
        "state": "member",
        "date_of_birth": "1004-12-10",
        "points_balance": 100,
    }
    assert caller.get(f"customers/{shown['id']}").json()["customer"] == shown
    with scope(merchant=merchant):
        ada = Customer.objects.get()
        assert (ada.language, list(ada.tags.values_list("tag", flat=True))) == ("sv", ["newsletter"])
        assert ada.identities.get().external_id == "c-1"


def test_a_guest_gets_none(caller: Caller, merchant: Merchant) -> None:
    make_rule(merchant, action=SIGN_UP.code)

    shown = caller.post("customers", {"customer": {**ADA, "state": "candidate"}}).json()["customer"]

    assert (shown["state"], shown["points_balance"]) == ("candidate", 0)


@pytest.mark.parametrize(
    "known", [{"email": "ada@EXAMPLE.com"}, {"email": "new@example.com", "external_id": "c-1"}]
)
def test_nobody_is_made_twice(caller: Caller, merchant: Merchant, known: dict[str, str]) -> None:
    caller.post("customers", {"customer": ADA})

    again = caller.post("customers", {"customer": known})

    assert (again.status_code, again["X-Error-Code"]) == (422, "customer_known")
    with scope(merchant=merchant):
        assert Customer.objects.count() == 1


def test_the_same_key_makes_one_customer(caller: Caller, merchant: Merchant) -> None:
    answers = [
        caller.send_json("POST", "customers", {"customer": ADA}, **{"Idempotency-Key": "one"})
        for _time in range(2)
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()


def test_what_is_left_out_stays(caller: Caller, merchant: Merchant) -> None:
    ada = make_customer(merchant, last_name="Lovelace")

    shown = change(caller, ada, first_name="Augusta", email="augusta@example.com", tags=["vip guest"])

    assert (shown["first_name"], shown["last_name"], shown["email"]) == (
        "Augusta",
        "Lovelace",
        "augusta@example.com",
    )
    with scope(merchant=merchant):
        said = AuditEvent.objects.get(action="customer.described")
        assert (said.caller, said.after) == ("A program", {"changed": ["email", "first_name"]})


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        (
            {"email": "grace@example.com", "first_name": "Eve"},
            422,
            "Another customer has this e-mail address.",
        ),
        ({"email": "nobody", "first_name": "Eve"}, 422, ""),
        ({"date_of_birth": "2999-01-01", "first_name": "Eve"}, 422, "This day is still to come."),
        ({"first_name": "Eve", "state": "member"}, 400, "customer.state: There is no such field."),
        ({"tags": ["x" * 200], "first_name": "Eve"}, 400, "customer.tags"),
        ({"date_of_birth": "1990-02-31"}, 400, "customer.date_of_birth"),
    ],
)
def test_a_change_is_made_as_a_whole_or_not_at_all(
    caller: Caller, merchant: Merchant, said: dict[str, Any], status: int, words: str
) -> None:
    ada = make_customer(merchant)
    make_customer(merchant, first_name="Grace")

    response = caller.send_json("PATCH", f"customers/{ada.pk}", {"customer": said})

    assert response.status_code == status
    assert words in message(response)
    with scope(merchant=merchant):
        assert Customer.objects.get(pk=ada.pk).first_name == "Ada"


def test_an_excluded_customer_is_let_back_in(caller: Caller, merchant: Merchant) -> None:
    ada = make_customer(merchant, points=50)

    states = [
        caller.post(f"customers/{ada.pk}/{move}", {"reason": "A wholesaler"}).json()["customer"]["state"]
        for move in ("exclude", "exclude", "include")
    ]

    assert states == ["disabled", "disabled", "member"]
    with scope(merchant=merchant):
        reasons = AuditEvent.objects.filter(action="customer.excluded").values_list(
            "after__reason", flat=True
        )
        assert list(reasons) == ["A wholesaler"]


def test_a_strangers_customer_is_not_there(caller: Caller) -> None:
    theirs = make_customer(make_merchant(owner=make_user("Stranger"), name="Theirs"))

    answers = [
        caller.send_json("PATCH", f"customers/{theirs.pk}", {"customer": {"first_name": "Eve"}}),
        caller.post(f"customers/{theirs.pk}/exclude", {}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_segment_lists_its_customers_by_pages(caller: Caller, merchant: Merchant) -> None:
    rich = [make_customer(merchant, first_name=name, points=600) for name in ("Ada", "Grace", "Joan")]
    make_customer(merchant, first_name="Poor")
    with scope(merchant=merchant):
        path = f"segments/{Segment.objects.get(ready_made='invested_customers').pk}/customers"

    first = caller.get(path, {"limit": 2}).json()
    second = caller.get(path, {"limit": 2, "cursor": first["metadata"]["next_cursor"]}).json()

    assert [one["id"] for one in first["customers"] + second["customers"]] == [one.pk for one in rich[::-1]]
    assert second["metadata"]["next_cursor"] is None
    assert first["customers"][0] == caller.get(f"customers/{rich[2].pk}").json()["customer"]
    with CaptureQueriesContext(connection) as one:
        caller.get(path, {"limit": 1})
    with CaptureQueriesContext(connection) as three:
        caller.get(path)
    assert len(one) == len(three)


def test_writing_takes_its_scope(merchant: Merchant) -> None:
    reader, ada = Caller(merchant, ["customer:read"]), make_customer(merchant)

    answers = [
        reader.post("customers", {"customer": ADA}),
        reader.send_json("PATCH", f"customers/{ada.pk}", {"customer": {"first_name": "Eve"}}),
        reader.post(f"customers/{ada.pk}/exclude", {}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
