"""What a rule gives once: for each customer, each order or each product."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django_scopes import scope

from earning.actions import ActivityFacts, bring_actions
from earning.catalogue import BUILT_IN, EarningAction, Group, Unit
from earning.models import Activity, Award
from earning.queries import activities
from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.points.actions import lock_balances
from tests.cast import MONDAY, make_customer, make_merchant, make_rule
from tests.flows.shop import log
from tests.points.cast import differences
from tests.races import at_once, slowly

ONCE_EACH = [action.code for action in BUILT_IN if action.unit == Unit.CUSTOMER and action.code != "sign_up"]


def report(customer: Customer, token: str, name: str, **said: Any) -> Activity:
    with scope(merchant=customer.merchant):
        facts = ActivityFacts("shop", token, name, MONDAY, **said)
        return flows.activity_received(customer, facts=facts, at=MONDAY)


def make_reviews(merchant: Merchant, *, unit: Unit) -> str:
    action = EarningAction(
        code="app/review", group=Group.STORE, name="R", explanation="", icon="star", unit=unit
    )
    with scope(merchant=merchant):
        bring_actions(merchant, source="app", actions=[action], at=MONDAY)
    return action.code


@pytest.mark.django_db
@pytest.mark.parametrize("token", ONCE_EACH)
def test_what_counts_once_for_each_customer_is_given_once(token: str) -> None:
    merchant = make_merchant()
    make_rule(merchant, action=token, points=20)
    ada, bob = make_customer(merchant), make_customer(merchant, first_name="Bob")

    said = [report(ada, token, "1"), report(ada, token, "2"), report(bob, token, "3")]

    assert [activity.refusal for activity in said] == ["", "limit_reached", ""]
    assert said[1].explanation["rules"][0]["once"] == {"unit": "customer", "passed": False}
    with scope(merchant=merchant):
        assert log() == [("earn_activity", 20), ("earn_activity", 20)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("unit", "said"), [(Unit.ORDER, "order_name"), (Unit.PRODUCT, "product")], ids=["order", "product"]
)
def test_what_counts_once_for_each_thing_is_given_once_for_each(unit: Unit, said: str) -> None:
    merchant = make_merchant()
    token = make_reviews(merchant, unit=unit)
    make_rule(merchant, action=token, points=20)
    ada = make_customer(merchant)

    refusals = [
        report(ada, token, "1", **{said: "A"}).refusal,
        report(ada, token, "2", **{said: "A"}).refusal,
        report(ada, token, "3", **{said: "B"}).refusal,
        report(ada, token, "4").refusal,
    ]

    assert refusals == ["", "limit_reached", "", ""]


@pytest.mark.django_db
def test_revoked_activity_frees_its_place() -> None:
    merchant = make_merchant()
    make_rule(merchant, action="follow_x", points=20)
    ada = make_customer(merchant)
    first = report(ada, "follow_x", "1")

    with scope(merchant=merchant):
        flows.activity_revoked(first, at=MONDAY)
    second = report(ada, "follow_x", "2")

    assert second.refusal == ""
    with scope(merchant=merchant):
        assert sorted(Award.objects.values_list("points", flat=True)) == [0, 20]


@pytest.mark.django_db
def test_second_rule_about_it_gives_once_as_well() -> None:
    merchant = make_merchant()
    make_rule(merchant, action="follow_x", points=20)
    ada = make_customer(merchant)
    report(ada, "follow_x", "1")
    make_rule(merchant, action="follow_x", points=5)

    again = report(ada, "follow_x", "2")

    assert again.refusal == ""
    with scope(merchant=merchant):
        assert log() == [("earn_activity", 20), ("earn_activity", 5)]


def nothing_is_locked(*_args: object, **_named: object) -> dict[int, int]:
    return {}


@contextmanager
def unguarded() -> Iterator[None]:
    """Without the constraint, which comes back when the awards are gone."""
    (constraint,) = [one for one in Award._meta.constraints if one.name == "one_award_for_a_unit"]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Award, constraint)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM earning_award")
        with connection.schema_editor() as editor:
            editor.add_constraint(Award, constraint)


def claims_at_once(merchant: Merchant) -> int:
    """How many of six are given."""
    make_rule(merchant, action="follow_x", points=20)
    ada = make_customer(merchant)

    def claim(number: int) -> None:
        with slowly():
            report(ada, "follow_x", str(number))

    at_once(claim, times=6)
    with scope(merchant=merchant):
        return len(log())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "lock", [lock_balances, nothing_is_locked], ids=["locked", "kept by the database alone"]
)
def test_six_claims_at_once_are_given_once(
    lock: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activities, "lock_balances", lock)

    assert claims_at_once(make_merchant()) == 1
    assert differences() == []


@pytest.mark.django_db(transaction=True)
def test_six_claims_without_lock_and_constraint_are_given_more_than_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(activities, "lock_balances", nothing_is_locked)

    with unguarded():
        assert claims_at_once(make_merchant()) > 1
