"""The page that tests a rule."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from earning.conditions import Categories, CustomerTags, MinimumOrder, OrderNumber
from earning.explanation import Trial
from earning.models import Rule
from loyalty import flows
from loyalty.customers.models import Customer, CustomerState
from loyalty.merchants.models import Merchant
from loyalty.orders.models import Order
from tests.cast import (
    MONDAY,
    make_colleague,
    make_customer,
    make_merchant,
    make_order,
    make_rule,
    make_user,
    sign_in,
)

# The second is a cursor, for a list of choices, the third how orders were settled before.
READING = ("SELECT", "DECLARE", "WITH settled AS MATERIALIZED")

pytestmark = pytest.mark.django_db


def page_of(rule: Rule) -> str:
    return reverse("earning:test_rule", args=[rule.pk])


def attempt(client: Client, rule: Rule, customer: Customer, **typed: str) -> Any:
    answer = client.get(page_of(rule), {"customer": str(customer.pk), "try": "1", **typed})
    return answer.context["attempt"]


def tried(client: Client, rule: Rule, customer: Customer, **typed: str) -> Trial:
    trial = attempt(client, rule, customer, **typed).trial
    assert isinstance(trial, Trial)
    return trial


@pytest.fixture
def merchant(client: Client) -> Merchant:
    olives = make_merchant()
    sign_in(client, make_user())
    return olives


def test_customer_is_found_by_name_and_chosen(client: Client, merchant: Merchant) -> None:
    rule = make_rule(merchant)
    ada = make_customer(merchant)
    make_customer(merchant, first_name="Bob")

    found = client.get(page_of(rule), {"q": "ad"})

    assert found.context["found"] == [ada]
    assert f"?customer={ada.pk}" in found.content.decode()
    assert client.get(page_of(rule), {"customer": str(ada.pk)}).context["attempt"].trial is None


def test_typed_order_shows_conditions_and_arithmetic(client: Client, merchant: Merchant) -> None:
    rule = make_rule(merchant, name="Big orders", points=3, conditions=(MinimumOrder(50_00), OrderNumber()))
    make_rule(merchant, name="Every order")
    ada = make_customer(merchant)

    trial = tried(client, rule, ada, amount="60.50")

    assert (trial.tested_points, trial.points) == (181, 241)
    assert [one.considered.name for one in trial.rules] == ["Big orders", "Every order"]
    assert [verdict.passed for verdict in trial.rules[0].considered.verdicts] == [True, True]
    assert "181" in trial.rules[0].arithmetic


def test_condition_that_is_not_met_says_what_was_seen(client: Client, merchant: Merchant) -> None:
    rule = make_rule(merchant, conditions=(CustomerTags(("vip",)),))
    ada = make_customer(merchant)

    page = client.get(page_of(rule), {"customer": str(ada.pk), "try": "1", "amount": "10"}).content.decode()

    assert 'would give <strong class="number">0 points</strong>' in page
    assert "Not met" in page
    assert "nothing known" in page


def test_lines_make_up_the_amount(client: Client, merchant: Merchant) -> None:
    rule = make_rule(merchant, conditions=(Categories(("oil",)),))
    ada = make_customer(merchant)
    lines = {
        "line1-category": "oil",
        "line1-quantity": "2",
        "line1-price": "10",
        "line2-category": "jars",
        "line2-price": "5",
    }

    trial = tried(client, rule, ada, **lines)

    assert trial.tested_points == 20
    assert trial.figures[-1].cents == 25_00


def test_stored_order_is_tested_as_if_it_were_new(client: Client, merchant: Merchant) -> None:
    ada = make_customer(merchant)
    make_rule(merchant)
    order = make_order(ada, goods_cents=40_00)
    first = make_rule(merchant, points=2, conditions=(OrderNumber(),), limit_count=1, limit_period="lifetime")

    trial = tried(client, first, ada, order=str(order.pk))

    assert (trial.tested_points, trial.points) == (80, 120)


def test_limit_counts_what_was_given_so_far(client: Client, merchant: Merchant) -> None:
    rule = make_rule(merchant, limit_count=1, limit_period="lifetime")
    ada = make_customer(merchant)
    make_order(ada)

    trial = tried(client, rule, ada, amount="10")

    assert trial.tested_points == 0
    assert [(verdict.seen, verdict.passed) for verdict in trial.rules[0].considered.verdicts] == [
        ("used 1 time", False)
    ]


def test_activity_is_tested_with_what_its_sender_says(client: Client, merchant: Merchant) -> None:
    rule = make_rule(merchant, action="leave_review", points=50)
    ada = make_customer(merchant)

    trial = tried(client, rule, ada, product="oil", text_length="40")

    assert trial.tested_points == 50
    assert trial.rules[0].considered.verdicts[0].sentence == "Once for each product"


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (CustomerState.CANDIDATE, "guests do not earn"),
        (CustomerState.DISABLED, "excluded from the programme"),
    ],
)
@pytest.mark.parametrize("action", ["place_order", "leave_review"])
def test_who_does_not_take_part_gets_nothing(
    client: Client, merchant: Merchant, state: CustomerState, sentence: str, action: str
) -> None:
    rule = make_rule(merchant, action=action)
    ada = make_customer(merchant, state=state)

    trial = tried(client, rule, ada, amount="10")

    assert (trial.tested_points, trial.points) == (0, 0)
    assert sentence in trial.refusal


def test_disabled_rule_says_that_it_was_not_considered(client: Client, merchant: Merchant) -> None:
    rule = make_rule(merchant)
    ada = make_customer(merchant)
    with scope(merchant=merchant):
        flows.rule_switched(rule, is_active=False, by=make_user(), at=MONDAY)

    answer = client.get(page_of(rule), {"customer": str(ada.pk), "try": "1", "amount": "10"})

    assert not answer.context["attempt"].trial.is_in_force
    assert "The rule is disabled, so it was not considered." in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({}, {"amount": ["Enter an amount, or lines below."]}),
        ({"amount": "ten"}, {"amount": ["Enter an amount, such as 10."]}),
        ({"amount": "-1"}, {"amount": ["Enter an amount above zero."]}),
        (
            {"amount": "1", "currency": "euro"},
            {"currency": ["Enter a code of three letters, such as EUR."]},
        ),
        ({"amount": "1", "moment": "soon"}, {"moment": ["Enter a day and a time."]}),
        (
            {"line1-sku": "x"},
            {"__all__": ["Look at the lines: something in them is not right."]},
        ),
    ],
)
def test_mistakes_are_told_at_the_field(
    client: Client, merchant: Merchant, typed: Mapping[str, str], errors: Mapping[str, list[str]]
) -> None:
    rule = make_rule(merchant)
    ada = make_customer(merchant)

    tested = attempt(client, rule, ada, **typed)

    assert tested.trial is None
    assert tested.form.errors == errors


def test_nothing_is_written_and_nothing_locked(client: Client, merchant: Merchant) -> None:
    rule = make_rule(merchant, conditions=(OrderNumber(2),), limit_count=5, limit_period="week")
    review = make_rule(merchant, action="leave_review", limit_count=5, limit_period="week")
    ada = make_customer(merchant)
    order = make_order(ada)
    client.get(page_of(rule))

    with CaptureQueriesContext(connection) as captured:
        tried(client, rule, ada, amount="10")
        tried(client, rule, ada, order=str(order.pk))
        tried(client, review, ada, product="oil")

    statements = [query["sql"] for query in captured]
    assert [sql for sql in statements if not sql.lstrip().startswith(READING)] == []
    assert [sql for sql in statements if "FOR UPDATE" in sql or "FOR NO KEY UPDATE" in sql] == []


def test_strangers_customers_and_orders_are_not_found(client: Client, merchant: Merchant) -> None:
    rule = make_rule(merchant)
    ada = make_customer(merchant)
    theirs = make_customer(make_merchant(owner=make_user("Stranger"), name="Theirs"), first_name="Zoe")
    order = make_order(theirs)

    assert client.get(page_of(rule), {"customer": str(theirs.pk)}).status_code == 404
    assert client.get(page_of(rule), {"q": "zoe"}).context["found"] == []
    assert "order" in attempt(client, rule, ada, order=str(order.pk)).form.errors


def test_click_is_tested_without_what_only_purchases_have(client: Client, merchant: Merchant) -> None:
    rule = make_rule(merchant, action="follow_x", points=20)
    ada = make_customer(merchant)

    tested = attempt(client, rule, ada)

    assert list(tested.form.fields) == ["moment"]
    assert tested.trial.tested_points == 20


def test_viewers_may_test(client: Client, merchant: Merchant) -> None:
    rule = make_rule(merchant)
    ada = make_customer(merchant, at=MONDAY - timedelta(days=1))
    sign_in(client, make_colleague(merchant))

    assert tried(client, rule, ada, amount="10").tested_points == 10
    with scope(merchant=merchant):
        assert not Order.objects.exists()
