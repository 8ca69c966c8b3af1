"""/points_transactions, /points_products and what comes of spending points"""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from loyalty import flows
from loyalty.customers.models import CustomerState
from loyalty.merchants.models import Merchant
from loyalty.points.models import PointsTransaction
from loyalty.points.queries import balance_of
from loyalty.rewards.models import Coupon, Exchange, IssuedBy
from tests.api.cast import Answer, Caller
from tests.api.contract import assert_as_published, assert_refused
from tests.cast import MONDAY, make_adjustment, make_customer, make_merchant, make_reward, make_user

SLIDER: dict[str, Any] = {
    "exchange": Exchange.VARIABLE,
    "step": 100,
    "step_value_cents": 1_00,
    "points_min": 200,
    "points_max": 500,
}


def test_points_are_given_and_taken(merchant: Merchant, caller: Caller) -> None:
    ada = make_customer(merchant, points=10)
    said = {"customer_id": ada.pk, "points_change": -4, "description": "Sorry", "internal_note": "ref 7"}

    response = caller.post("points_transactions", {"points_transaction": said})

    body = assert_as_published(response, "POST", "/points_transactions")["points_transaction"]
    assert response.status_code == 201
    assert {name: body[name] for name in said} == said
    assert caller.get(f"points_transactions/{body['id']}").json()["points_transaction"] == body
    with scope(merchant=merchant):
        assert balance_of(ada) == 6
        assert PointsTransaction.objects.latest("pk").source == "api"


@pytest.mark.parametrize("change", [-11, 0, 10**9 + 1])
def test_a_change_that_cannot_be_is_refused(change: int, merchant: Merchant, caller: Caller) -> None:
    ada = make_customer(merchant, points=10)
    said = {"customer_id": ada.pk, "points_change": change}

    assert_refused(caller.post("points_transactions", {"points_transaction": said}), 422)

    with scope(merchant=merchant):
        assert balance_of(ada) == 10


def test_changes_are_listed_as_they_were_written(merchant: Merchant, caller: Caller) -> None:
    ada, bo = make_customer(merchant), make_customer(merchant, first_name="Bo")
    for points, customer in ((1, ada), (2, bo), (3, ada)):
        make_adjustment(customer, points=points, description=f"{points}")

    everything = caller.get("points_transactions").json()["points_transactions"]
    of_ada = caller.get("points_transactions", {"customer_id": ada.pk, "limit": 1}).json()
    older = caller.get(
        "points_transactions",
        {"customer_id": ada.pk, "limit": 1, "cursor": of_ada["metadata"]["next_cursor"]},
    ).json()
    none = caller.get("points_transactions", {"updated_at_min": "2999-01-01T00:00:00Z"}).json()

    assert [one["points_change"] for one in everything] == [3, 2, 1]
    assert [
        one["description"] for one in (*of_ada["points_transactions"], *older["points_transactions"])
    ] == ["3", "1"]
    assert older["metadata"]["next_cursor"] is None
    assert none == {"points_transactions": [], "metadata": {"next_cursor": None, "previous_cursor": None}}


def test_nothing_of_a_stranger_is_shown_or_moved(caller: Caller) -> None:
    strange = make_merchant(owner=make_user("Stranger"), name="Somebody else's")
    theirs, reward = make_customer(strange, points=900), make_reward(strange)
    with scope(merchant=strange):
        entry = PointsTransaction.objects.get()
    gift = {"points_transaction": {"customer_id": theirs.pk, "points_change": 5}}

    assert_refused(caller.get(f"points_transactions/{entry.pk}"), 404)
    assert_refused(caller.get(f"points_products/{reward.pk}"), 404)
    assert_refused(caller.post(f"points_products/{reward.pk}/purchase", {"customer_id": theirs.pk}), 404)
    assert_refused(caller.post("points_transactions", gift), 422)
    for path in ("points_transactions", "points_products", "reward_fulfillments"):
        assert (
            caller.get(path, {} if path == "points_products" else {"customer_id": theirs.pk}).json()[path]
            == []
        )


def test_a_purchase_takes_points_and_gives_the_code(merchant: Merchant, caller: Caller) -> None:
    ada, reward = (
        make_customer(merchant, points=500),
        make_reward(merchant, texts={"en": {"instructions": "At the till"}}),
    )

    response = caller.post(f"points_products/{reward.pk}/purchase", {"customer_id": ada.pk})

    bought = assert_as_published(response, "POST", "/points_products/{id}/purchase")["points_purchase"]
    with scope(merchant=merchant):
        coupon = Coupon.objects.get()
        assert balance_of(ada) == 0
    assert (bought["points_spent"], bought["points_product_id"]) == (500, reward.pk)
    assert bought["reward_fulfillment"]["code"] == coupon.code
    assert bought["reward_fulfillment"]["usage_instructions"] == "At the till"
    assert bought["reward_fulfillment"]["fulfillment_status"] == "issued"
    assert caller.get("reward_fulfillments").json()["reward_fulfillments"] == [bought["reward_fulfillment"]]


def test_how_many_points_are_spent_is_said_where_customers_choose(merchant: Merchant, caller: Caller) -> None:
    ada, reward = make_customer(merchant, points=1000), make_reward(merchant, **SLIDER)

    def buy(points: object) -> Answer:
        said = {"customer_id": ada.pk, "points_to_spend": points}
        return caller.post(f"points_products/{reward.pk}/purchase", said)

    assert buy(300).json()["points_purchase"]["points_spent"] == 300
    assert buy("200").json()["points_purchase"]["points_spent"] == 200
    refused = {points: buy(points)["X-Error-Code"] for points in (None, 100, 250, 600)}
    assert refused == {
        None: "invalid_points",
        100: "below_min",
        250: "not_multiple_of_step",
        600: "above_max",
    }


def test_who_has_too_few_points_or_takes_no_part_buys_nothing(merchant: Merchant, caller: Caller) -> None:
    reward = make_reward(merchant)
    poor = make_customer(merchant, points=499)
    guest = make_customer(merchant, first_name="Guest", points=500, state=CustomerState.CANDIDATE)

    for customer in (poor, guest):
        assert_refused(
            caller.post(f"points_products/{reward.pk}/purchase", {"customer_id": customer.pk}), 422
        )


def test_products_come_in_pages_of_the_classic_kind(merchant: Merchant, caller: Caller) -> None:
    ids = [make_reward(merchant, name=f"{number}").pk for number in range(3)]
    slider = make_reward(merchant, **SLIDER).pk
    make_reward(merchant, is_active=False)
    make_reward(merchant, exchange=Exchange.NONE, value_cents=1_00)

    def listed(**query: object) -> list[int]:
        body = caller.get("points_products", query).json()
        assert set(body) == {"points_products"}
        return [product["id"] for product in body["points_products"]]

    assert listed() == [slider, *reversed(ids)]
    assert listed(page_size=3) == [slider, ids[2], ids[1]]
    assert listed(page_size=3, page=2) == [ids[0]]
    assert listed(page=10**6) == []
    assert listed(exchange_type="variable") == [slider]


def test_a_product_says_what_it_costs(merchant: Merchant, caller: Caller) -> None:
    fixed, slider = make_reward(merchant, name="Five off"), make_reward(merchant, **SLIDER)
    half: dict[str, Any] = {**SLIDER, "step_value_cents": 50}
    odd = make_reward(merchant, **half)

    said = {
        pk: caller.get(f"points_products/{pk}").json()["points_product"]
        for pk in (fixed.pk, slider.pk, odd.pk)
    }

    assert said[fixed.pk]["points_price"] == 500
    assert said[fixed.pk]["exchange_description"] == "500 points"
    assert said[fixed.pk]["reward"]["description"] == "€5.00 off"
    assert said[fixed.pk]["reward"]["image_url"] == "http://testserver/icons/gift.svg"
    assert said[slider.pk]["points_price"] is None
    assert said[slider.pk]["variable_points_step_reward_value"] == 1
    assert (said[slider.pk]["variable_points_min"], said[slider.pk]["variable_points_max"]) == (200, 500)
    assert said[odd.pk]["variable_points_step_reward_value"] is None


def test_fulfillments_are_found_by_what_became_of_them(merchant: Merchant, caller: Caller) -> None:
    ada = make_customer(merchant, points=5000)
    with scope(merchant=merchant):
        reward, awaited = make_reward(), make_reward(issued_by=IssuedBy.SHOP)
        issued, used, cancelled = (
            flows.reward_redeemed(reward, customer=ada, key=key, by=None, at=MONDAY).coupon for key in "abc"
        )
        pending = flows.reward_redeemed(awaited, customer=ada, key="d", by=None, at=MONDAY).coupon
        failed = flows.reward_redeemed(awaited, customer=ada, key="e", by=None, at=MONDAY).coupon
        flows.coupon_used(used, by=None, at=MONDAY)
        flows.coupon_cancelled(cancelled, by=None, at=MONDAY)
        flows.coupon_failed(failed, at=MONDAY)

    def found(**query: object) -> list[int]:
        return [one["id"] for one in caller.get("reward_fulfillments", query).json()["reward_fulfillments"]]

    assert found() == [failed.pk, pending.pk, cancelled.pk, used.pk, issued.pk]
    assert found(fulfillment_status="issued") == [used.pk, issued.pk]
    assert found(fulfillment_status="pending") == [pending.pk]
    assert found(fulfillment_status="cancelled") == [cancelled.pk]
    assert found(fulfillment_status="failed") == [failed.pk]
    assert found(usage_status="used") == [used.pk]
    assert found(usage_status="untracked") == []
    assert found(updated_at_min="2999-01-01T00:00:00Z") == []


@pytest.mark.parametrize(
    "path", ["points_transactions", "points_products", "reward_fulfillments", "earning_rules", "vip_tiers"]
)
def test_lists_take_as_many_queries_for_one_as_for_many(
    path: str, merchant: Merchant, caller: Caller
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert caller.get(path).status_code == 200
        return len(captured)

    def more(name: str) -> None:
        ada, reward = make_customer(merchant, first_name=name, points=500), make_reward(merchant)
        with scope(merchant=merchant):
            flows.reward_redeemed(reward, customer=ada, key="a", by=None, at=MONDAY)

    more("a")
    caller.get(path)
    with_one = queries()
    for name in "bcd":
        more(name)

    assert queries() == with_one <= 7
