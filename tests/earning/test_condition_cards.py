"""Conditions on a rule's page: added, filled in, judged and removed, with script or without."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from earning.actions import terms_of
from earning.conditions import (
    AccountAge,
    Categories,
    Condition,
    CustomerTags,
    MinimumOrder,
    MinimumReview,
    OrderNumber,
    Stores,
    VerifiedPurchase,
    Weekdays,
    conditions_for,
)
from earning.models import RuleVersion
from loyalty.merchants.models import Merchant, Store
from loyalty.orders.snapshots import AmountFacts, LineFacts
from tests.cast import make_customer, make_merchant, make_order, make_rule, make_user, sign_in
from tests.earning.rule_page import asked, page_of, typed

pytestmark = pytest.mark.django_db
REVIEW: dict[str, Any] = {"action": "cm-commerce/review", "points": 100}


def conditions_after(client: Client, rule_page: str, **fields: str | list[str]) -> dict[str, list[str]]:
    """What is wrong with the page that was sent."""
    answer = client.post(rule_page, typed(**fields))
    return dict(answer.context["form"].errors) if answer.context else {}


def saved(merchant: Merchant) -> tuple[Condition, ...]:
    with scope(merchant=merchant):
        return terms_of(RuleVersion.objects.latest("number")).conditions


def sell_coffee(merchant: Merchant) -> None:
    line = LineFacts("ESP", 1, 10_00, product="Espresso", categories=("coffee",))
    make_order(make_customer(merchant), amounts=AmountFacts(merchant.currency, 10_00, lines=(line,)))


@pytest.mark.parametrize(
    ("code", "answers", "condition"),
    [
        ("minimum_order", {"cents": "25.50"}, MinimumOrder(25_50)),
        ("order_number", {"number": "1"}, OrderNumber(1)),
        ("weekdays", {"days": ["5", "6"]}, Weekdays((5, 6))),
        ("account_age", {"days": "14"}, AccountAge(14)),
        (
            "customer_tags",
            {"is_excluding": "True", "values": ["vip"], "values_others": "Barista  Course\nvip"},
            CustomerTags(("vip", "barista course"), is_excluding=True),
        ),
        ("categories", {"is_excluding": "False", "values": ["coffee"]}, Categories(("coffee",))),
    ],
)
def test_filled_in_conditions_are_saved(
    client: Client, code: str, answers: dict[str, Any], condition: Condition
) -> None:
    merchant = make_merchant()
    rule = make_rule(merchant)
    sell_coffee(merchant)

    faults = conditions_after(sign_in(client, make_user()), page_of(rule), **asked(code, **answers))

    assert faults == {}
    assert saved(merchant) == (condition,)


def test_conditions_without_a_question_are_saved(client: Client) -> None:
    merchant = make_merchant()
    rule = make_rule(merchant, **REVIEW)
    both = asked("verified_purchase") | asked("minimum_review", key="1", characters="40")

    conditions_after(sign_in(client, make_user()), page_of(rule), **both | {"condition": ["0", "1"]})

    assert saved(merchant) == (VerifiedPurchase(), MinimumReview(40))


@pytest.mark.parametrize(
    ("code", "answers", "field", "sentence"),
    [
        ("minimum_order", {"cents": ""}, "cents", "Enter an amount."),
        ("minimum_order", {"cents": "0"}, "cents", "Enter an amount above zero."),
        ("weekdays", {}, "days", "Choose at least one day."),
        ("customer_tags", {"is_excluding": "False"}, "values", "Choose or enter at least one."),
        (
            "categories",
            {"is_excluding": "False", "values_others": "coffe"},
            "values",
            "No order names “coffe”. Spell it as in your shop.",
        ),
        ("stores", {"is_excluding": "False", "values": ["999999"]}, "values", "You have no such store."),
        (
            "currencies",
            {"is_excluding": "False", "values_others": "eur\nxxq"},
            "values",
            "There is no currency “XXQ”.",
        ),
    ],
)
def test_mistakes_are_told_at_the_field(
    client: Client, code: str, answers: dict[str, Any], field: str, sentence: str
) -> None:
    merchant = make_merchant()
    rule = make_rule(merchant)
    sell_coffee(merchant)

    faults = conditions_after(sign_in(client, make_user()), page_of(rule), **asked(code, **answers))

    assert faults == {f"condition-0-{field}": [sentence]}
    assert saved(merchant) == ()


def test_shop_without_orders_may_name_any_category(client: Client) -> None:
    merchant = make_merchant()
    rule = make_rule(merchant)
    sign_in(client, make_user())

    shown = client.post(page_of(rule), typed(add_condition="categories")).content.decode()
    conditions_after(
        client, page_of(rule), **asked("categories", is_excluding="False", values_others="coffee")
    )

    assert "No order has named any yet." in shown
    assert saved(merchant) == (Categories(("coffee",)),)


def test_name_that_the_rule_had_before_stays(client: Client) -> None:
    merchant = make_merchant()
    rule = make_rule(merchant, conditions=(Categories(("tea",)),))
    sell_coffee(merchant)

    faults = conditions_after(
        sign_in(client, make_user()),
        page_of(rule),
        **asked("categories", is_excluding="False", values=["tea", "coffee"]),
    )

    assert faults == {}
    assert saved(merchant) == (Categories(("tea", "coffee")),)


def test_store_of_another_merchant_is_unknown(client: Client) -> None:
    merchant, other = make_merchant(), make_merchant(owner=make_user("Stranger"))
    with scope(merchant=other):
        theirs = Store.objects.create(merchant=other, name="Their secret shop", external_id="1")
    rule = make_rule(merchant, conditions=(Stores((str(theirs.pk),)),))

    page = sign_in(client, make_user()).get(page_of(rule)).content.decode()

    assert "Their secret shop" not in page


def test_adding_and_removing_saves_nothing_and_keeps_what_was_typed(client: Client) -> None:
    merchant = make_merchant()
    rule = make_rule(merchant)
    sign_in(client, make_user())
    first = asked("minimum_order", cents="not yet")

    added = client.post(page_of(rule), typed(**first, name="", add_condition="weekdays"))
    removed = client.post(page_of(rule), typed(**first, remove_condition="0"))

    cards = [(card.code, card.key) for card in added.context["form"].conditions.forms]
    assert cards == [("minimum_order", "0"), ("weekdays", "1")]
    assert added.context["form"].errors == {}
    assert 'value="not yet"' in added.content.decode()
    assert removed.context["form"].conditions.forms == []
    assert saved(merchant) == ()
    with scope(merchant=merchant):
        assert RuleVersion.objects.count() == 1


def test_only_what_fits_the_action_and_is_not_there_yet_is_offered(client: Client) -> None:
    rule = make_rule(make_merchant(), conditions=(MinimumOrder(100), Categories(("coffee",))))

    page = sign_in(client, make_user()).get(page_of(rule))

    offered = [code for code, _label in page.context["form"].conditions.choices]
    assert offered == [kind.code for kind in conditions_for(rule.action) if kind is not MinimumOrder]


def test_condition_that_does_not_fit_is_refused(client: Client) -> None:
    merchant = make_merchant()
    rule = make_rule(merchant, action="birthday")

    faults = conditions_after(
        sign_in(client, make_user()), page_of(rule), **asked("minimum_order", cents="10")
    )

    assert faults == {"": ["“Minimum order value” cannot be asked of this way to earn."]}
    assert saved(merchant) == ()


def test_what_is_typed_reads_as_sentences(client: Client) -> None:
    make_merchant(currency="USD")
    sign_in(client, make_user())
    fields = typed(**asked("minimum_order", cents="25"), limit_period="month", limit_count="3")

    page = client.get("/program/points/earning/add/place_order/example/", fields).content.decode()

    assert "At most 3 times a month" in page
    assert "Orders of at least $25.00" in page


def test_any_number_of_suggestions_takes_the_same_queries(client: Client) -> None:
    merchant = make_merchant()
    rule = make_rule(merchant, conditions=(Categories(("coffee",)),))
    sell_coffee(merchant)
    sign_in(client, make_user())
    client.get(page_of(rule))

    with CaptureQueriesContext(connection) as one:
        client.get(page_of(rule))
    sell_coffee(merchant)
    sell_coffee(merchant)
    with CaptureQueriesContext(connection) as three:
        client.get(page_of(rule))

    assert len(one) == len(three)
