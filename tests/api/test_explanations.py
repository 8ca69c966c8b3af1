"""Why something earned what it did, asked by a program."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from earning.actions import ActivityFacts
from earning.conditions import MinimumOrder
from loyalty import flows
from loyalty.flows.segments import segment_saved
from loyalty.merchants.models import Merchant
from loyalty.points.models import PointsTransaction
from tests.api.cast import Caller
from tests.cast import MONDAY, make_adjustment, make_customer, make_order, make_rule


def explanation(caller: Caller, path: str) -> dict[str, Any]:
    response = caller.get(f"{path}/explanation")
    assert response.status_code == 200, response.content
    why: dict[str, Any] = response.json()["explanation"]
    return why


def test_points_for_an_order_are_explained(caller: Caller, merchant: Merchant) -> None:
    rule = make_rule(merchant, name="Place an order")
    order = make_order(make_customer(merchant), goods_cents=20_00, number="1001")
    with scope(merchant=merchant):
        entry = PointsTransaction.objects.get()

    why = explanation(caller, f"points_transactions/{entry.pk}")

    assert why == {
        "summary": "“Place an order” gave 20 points for order 1001.",
        "earning_rule": {
            "earning_rule_id": rule.pk,
            "name": "Place an order",
            "version": 1,
            "sentence": why["earning_rule"]["sentence"],
            "is_current": True,
        },
        "order": {
            "order_id": order.pk,
            "name": "1001",
            "figures": why["order"]["figures"],
            "arithmetic": "€20.00 × 1 point per €1 = 20",
            "remark": "",
        },
        "activity": None,
        "steps": [
            {
                "points_transaction_id": entry.pk,
                "points_change": 20,
                "total": 20,
                "occurred_at": "2026-03-02T09:00:00.000Z",
            }
        ],
    }
    assert why["order"]["figures"][-1] == {"label": "Net amount", "amount_cents": 20_00, "currency": "EUR"}


def test_points_given_by_hand_are_explained_without_the_teams_note(
    caller: Caller, merchant: Merchant
) -> None:
    make_adjustment(make_customer(merchant), points=5, internal_note="He shouted")
    with scope(merchant=merchant):
        entry = PointsTransaction.objects.get()

    why = explanation(caller, f"points_transactions/{entry.pk}")

    assert why == {
        "summary": "Adjusted by hand.",
        "earning_rule": None,
        "order": None,
        "activity": None,
        "steps": [],
    }


def test_an_order_that_gave_nothing_says_why(caller: Caller, merchant: Merchant) -> None:
    rule = make_rule(merchant, name="Large orders", conditions=(MinimumOrder(100_00),))
    order = make_order(make_customer(merchant), goods_cents=20_00)

    why = explanation(caller, f"orders/{order.pk}")

    assert why["points"] == 0
    assert why["summary"]
    assert why["considered"] == [
        {
            "earning_rule_id": rule.pk,
            "name": "Large orders",
            "version": 1,
            "points": 0,
            "remark": "",
            "conditions": [{"sentence": "Orders of at least €100.00", "seen": "€20.00", "passed": False}],
        }
    ]


def test_an_order_nobody_paid_yet_says_so(caller: Caller, merchant: Merchant) -> None:
    order = make_order(make_customer(merchant), state=None, paid_at=None)

    why = explanation(caller, f"orders/{order.pk}")

    assert why == {
        "points": 0,
        "summary": "Points are given once the order is paid and its customer is known.",
        "considered": [],
    }


def test_an_activity_says_what_it_gave_and_that_it_was_revoked(caller: Caller, merchant: Merchant) -> None:
    make_rule(merchant, action="quiz")
    ada = make_customer(merchant)
    with scope(merchant=merchant):
        facts = ActivityFacts(source="api", token="quiz", distinct_id="1", happened_at=MONDAY)
        activity = flows.activity_received(ada, facts=facts, at=MONDAY)
        given = explanation(caller, f"activities/{activity.pk}")
        flows.activity_revoked(activity, at=MONDAY)

    revoked = explanation(caller, f"activities/{activity.pk}")

    assert (given["points"], given["summary"]) == (100, "It gives 100 points.")
    assert (revoked["points"], revoked["summary"]) == (0, "It was revoked, so it gives nothing.")


def test_an_activity_that_no_rule_is_about_says_so(caller: Caller, merchant: Merchant) -> None:
    ada = make_customer(merchant)
    with scope(merchant=merchant):
        facts = ActivityFacts(source="api", token="dance", distinct_id="1", happened_at=MONDAY)
        activity = flows.activity_received(ada, facts=facts, at=MONDAY)

    assert explanation(caller, f"activities/{activity.pk}")["summary"] == (
        "No rule was about it when it happened."
    )


def test_segments_come_with_their_counts_in_one_statement(caller: Caller, merchant: Merchant) -> None:
    make_customer(merchant, points=600)
    make_customer(merchant, first_name="Grace")
    caller.get("segments")  # the first use of a key is noted

    with CaptureQueriesContext(connection) as four:
        segments = caller.get("segments").json()["segments"]
    with scope(merchant=merchant):
        segment_saved(merchant, name="Nobody", criteria={"tag": "nobody"}, at=MONDAY)
    with CaptureQueriesContext(connection) as five:
        more = caller.get("segments").json()["segments"]

    assert {one["name"]: one["customers_count"] for one in segments} == {
        "Serious Buyers": 0,
        "Recent Purchasers": 0,
        "Invested Customers": 1,
        "Customers with Rewards": 0,
    }
    assert more[-1] == {
        "id": more[-1]["id"],
        "name": "Nobody",
        "criteria": {"tag": "nobody"},
        "customers_count": 0,
        "updated_at": "2026-03-02T09:00:00.000Z",
    }
    assert len(four) == len(five)
