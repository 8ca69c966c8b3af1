"""Two rules about the same: told before they are saved, unless they exclude each other."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from django_scopes import scope

from earning.catalogue import PLACE_ORDER, SIGN_UP
from earning.conditions import (
    Categories,
    CustomerTags,
    MinimumOrder,
    OrderNumber,
    Products,
    Stores,
    Tiers,
    Weekdays,
)
from earning.explanation import OverlapAccount
from earning.models import Rule, RuleVersion
from loyalty import flows
from loyalty.merchants.models import Merchant
from tests.cast import MONDAY, make_customer, make_merchant, make_order, make_rule, make_user, sign_in
from tests.earning.rule_page import page_of, typed

pytestmark = pytest.mark.django_db
PER_UNIT = {"value_type": "per_amount", "points": "2", "amount": "1.00", "has_whole_units": "False"}
CREATE = reverse("earning:create", args=[PLACE_ORDER.code])


def overlap_between(client: Client, merchant: Merchant, one: dict[str, Any], other: dict[str, Any]) -> Any:
    """What the page of the first rule says about the second."""
    make_rule(merchant, **other)
    rule = make_rule(merchant, **one)
    return sign_in(client, make_user()).get(page_of(rule)).context["overlap"]


def rules_of(merchant: Merchant) -> int:
    with scope(merchant=merchant):
        return Rule.objects.count()


def test_creating_a_second_rule_is_asked_about_first(client: Client) -> None:
    merchant = make_merchant(currency="USD")
    make_rule(merchant, name="Shopping")
    sign_in(client, make_user())

    warned = client.post(CREATE, PER_UNIT)
    made = rules_of(merchant)
    client.post(CREATE, {**PER_UNIT, "confirmed": "1"})

    page = warned.content.decode()
    assert made == 1
    assert "An order of $100.00 that meets all conditions gives:" in page
    assert ("Shopping" in page, "300 points" in page, "Create anyway" in page) == (True, True, True)
    assert rules_of(merchant) == 2


def test_best_only_counts_the_better(client: Client) -> None:
    merchant = make_merchant()
    with scope(merchant=merchant):
        flows.program_changed(merchant, {"stacking": "best"}, by=None, at=MONDAY)
    make_rule(merchant)

    warning: OverlapAccount = sign_in(client, make_user()).post(CREATE, PER_UNIT).context["warning"]

    assert (warning.points, [other.points for other in warning.others]) == (200, [100])
    assert (warning.total, warning.is_best_only) == (200, True)


def test_example_is_the_average_order_of_late(client: Client) -> None:
    merchant = make_merchant(at=now() - timedelta(days=200))
    make_rule(merchant)
    ada = make_customer(merchant)
    make_order(ada, goods_cents=999_00, at=now() - timedelta(days=91))
    for cents in (30_00, 50_00):
        make_order(ada, goods_cents=cents, at=now() - timedelta(days=5))

    warning: OverlapAccount = sign_in(client, make_user()).post(CREATE, PER_UNIT).context["warning"]

    assert (warning.cents, warning.is_average, warning.total) == (40_00, True, 40 + 80)


def test_example_is_large_enough_for_both(client: Client) -> None:
    merchant = make_merchant()

    overlap = overlap_between(client, merchant, {"conditions": (MinimumOrder(250_00),)}, {"points": 3})

    assert (overlap.cents, overlap.total) == (250_00, 250 + 750)


def test_other_actions_add_up_whatever_orders_do(client: Client) -> None:
    merchant = make_merchant()
    welcome = {"action": SIGN_UP.code, "points": 200}

    overlap = overlap_between(client, merchant, welcome, welcome)

    assert (overlap.cents, overlap.total, overlap.is_best_only) == (None, 400, False)


def test_saving_a_change_that_makes_rules_overlap_is_asked_about(client: Client) -> None:
    merchant = make_merchant()
    make_rule(merchant, ends_at=MONDAY)
    rule = make_rule(merchant, starts_at=MONDAY)
    sign_in(client, make_user())

    warned = client.post(page_of(rule), typed())
    with scope(merchant=merchant):
        versions = RuleVersion.objects.filter(rule=rule).count()
    saved = client.post(page_of(rule), typed(confirmed="1"))
    again = client.post(page_of(rule), typed(points="5", seen="2"))

    assert (warned.context["warning"].total, versions) == (200, 1)
    assert "Save anyway" in warned.content.decode()
    assert [answer.status_code for answer in (saved, again)] == [302, 302]


def test_disabled_rules_overlap_nothing(client: Client) -> None:
    merchant = make_merchant()
    rule = make_rule(merchant)
    with scope(merchant=merchant):
        flows.rule_switched(rule, is_active=False, by=make_user(), at=MONDAY)

    answer = sign_in(client, make_user()).post(CREATE, PER_UNIT)

    assert answer.status_code == 302


def test_rules_of_another_merchant_overlap_nothing(client: Client) -> None:
    make_merchant()
    make_rule(make_merchant(owner=make_user("Stranger")), name="Their secret rate")

    answer = sign_in(client, make_user()).post(CREATE, PER_UNIT)

    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"ends_at": MONDAY}, {"starts_at": MONDAY}),
        ({"conditions": (Stores(("1",)),)}, {"conditions": (Stores(("2", "3")),)}),
        ({"conditions": (Stores(("1",)),)}, {"conditions": (Stores(("1", "2"), is_excluding=True),)}),
        ({"conditions": (Tiers(("Gold",)),)}, {"conditions": (Tiers(("Silver",)),)}),
        (
            {"conditions": (CustomerTags(("b2b",)),)},
            {"conditions": (CustomerTags(("b2b",), is_excluding=True),)},
        ),
        ({"conditions": (Weekdays((1, 2)),)}, {"conditions": (Weekdays((6, 7)),)}),
        ({"conditions": (OrderNumber(1),)}, {"conditions": (OrderNumber(2),)}),
        ({"conditions": (Products(("tea",)),)}, {"conditions": (Products(("coffee",)),)}),
    ],
)
@pytest.mark.parametrize("is_turned", [False, True])
def test_rules_that_exclude_each_other_do_not_overlap(
    client: Client, one: dict[str, Any], other: dict[str, Any], is_turned: bool
) -> None:
    pair = (other, one) if is_turned else (one, other)

    assert overlap_between(client, make_merchant(), *pair) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"ends_at": MONDAY}, {"starts_at": MONDAY - timedelta(minutes=1)}),
        ({"conditions": (Stores(("1", "2")),)}, {"conditions": (Stores(("2", "3")),)}),
        (
            {"conditions": (Stores(("1",), is_excluding=True),)},
            {"conditions": (Stores(("2",), is_excluding=True),)},
        ),
        (
            {"conditions": (Tiers(("Gold", "Silver")),)},
            {"conditions": (Tiers(("Gold",), is_excluding=True),)},
        ),
        ({"conditions": (CustomerTags(("a",)),)}, {"conditions": (CustomerTags(("b",)),)}),
        ({"conditions": (Categories(("tea",)),)}, {"conditions": (Categories(("gifts",)),)}),
    ],
)
@pytest.mark.parametrize("is_turned", [False, True])
def test_rules_that_may_meet_overlap(
    client: Client, one: dict[str, Any], other: dict[str, Any], is_turned: bool
) -> None:
    pair = (other, one) if is_turned else (one, other)

    assert overlap_between(client, make_merchant(), *pair).total == 200
