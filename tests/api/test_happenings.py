"""What happened: activities, rewards, referrals and tiers, read and undone by programs."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from django_scopes import scope

from earning.actions import ActivityFacts
from earning.models import Activity
from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.referrals.actions import ReferralTerms
from loyalty.rewards.models import Coupon
from tests.api.cast import Caller, message
from tests.cast import MONDAY, make_customer, make_order, make_reward, make_rule, make_tiers


def make_activity(customer: Customer, *, number: int = 1, source: str = "api") -> Activity:
    facts = ActivityFacts(source=source, token="quiz", distinct_id=str(number), happened_at=MONDAY)
    with scope(merchant=customer.merchant):
        return flows.activity_received(customer, facts=facts, at=MONDAY)


def make_coupon(customer: Customer) -> Coupon:
    with scope(merchant=customer.merchant):
        reward = make_reward(points=500)
        return flows.reward_redeemed(reward, customer=customer, key="one", by=None, at=MONDAY).coupon


def invite(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        reward = make_reward(name="Thanks")
        terms = ReferralTerms(advocate_reward_id=reward.pk, friend_reward_id=reward.pk)
        flows.referral_program_set(merchant, terms=terms, by=None, at=MONDAY)


def queries_of(caller: Caller, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert caller.get(path).status_code == 200
    return len(captured)


def test_an_activity_says_what_it_gave(caller: Caller, merchant: Merchant) -> None:
    make_rule(merchant, action="quiz")
    ada = make_customer(merchant)
    activity = make_activity(ada)

    shown = caller.get(f"activities/{activity.pk}").json()["activity"]

    assert shown == {
        "id": activity.pk,
        "customer_id": ada.pk,
        "token": "quiz",
        "distinct_id": "1",
        "source": "api",
        "points": 100,
        "refusal": None,
        "revoked_at": None,
        "created_on_origin_at": "2026-03-02T09:00:00.000Z",
        "created_at": shown["created_at"],
        "updated_at": shown["updated_at"],
    }


def test_a_revoked_activity_gives_its_points_back_once(caller: Caller, merchant: Merchant) -> None:
    make_rule(merchant, action="quiz")
    ada = make_customer(merchant)
    activity = make_activity(ada)

    answers = [caller.post(f"activities/{activity.pk}/revoke", {}).json()["activity"] for _time in range(2)]

    assert [answer["points"] for answer in answers] == [0, 0]
    assert answers[0]["revoked_at"] == answers[1]["revoked_at"] is not None
    assert caller.get(f"customers/{ada.pk}").json()["customer"]["points_balance"] == 0


def test_activities_are_listed_and_narrowed(caller: Caller, merchant: Merchant) -> None:
    make_rule(merchant, action="quiz")
    ada, grace = make_customer(merchant), make_customer(merchant, first_name="Grace")
    mine, hers = make_activity(ada), make_activity(grace, number=2)
    caller.get("activities")

    def found(**asked: Any) -> list[int]:
        return [one["id"] for one in caller.get("activities", asked).json()["activities"]]

    one = queries_of(caller, "activities?limit=1")
    make_activity(ada, number=3)
    assert queries_of(caller, "activities") == one
    assert found(customer_id=grace.pk) == [hers.pk]
    assert found(token="quiz", distinct_id="1") == [mine.pk]
    assert found(token="dance") == []


def test_a_reward_is_read_and_cancelled_and_its_points_go_back(caller: Caller, merchant: Merchant) -> None:
    ada = make_customer(merchant, points=500)
    coupon = make_coupon(ada)

    read = caller.get(f"reward_fulfillments/{coupon.pk}").json()["reward_fulfillment"]
    cancelled = caller.post(f"reward_fulfillments/{coupon.pk}/cancel", {}).json()["reward_fulfillment"]
    again = caller.post(f"reward_fulfillments/{coupon.pk}/cancel", {})

    assert (read["code"], read["fulfillment_status"]) == (coupon.code, "issued")
    assert cancelled["fulfillment_status"] == "cancelled"
    assert again.status_code == 422
    assert again["X-Error-Code"]
    assert caller.get(f"customers/{ada.pk}").json()["customer"]["points_balance"] == 500


def test_a_reward_is_used_once(caller: Caller, merchant: Merchant) -> None:
    coupon = make_coupon(make_customer(merchant, points=500))
    path = f"reward_fulfillments/{coupon.pk}/use"

    used = caller.post(path, {"order_external_id": "1001", "used_at": "2999-01-01T00:00:00Z"})
    same = caller.post(path, {"order_external_id": "1001"})
    other = caller.post(path, {"order_external_id": "1002"})

    assert used.json()["reward_fulfillment"]["usage_status"] == "used"
    assert not used.json()["reward_fulfillment"]["used_at"].startswith("2999")
    assert same.json() == used.json()
    assert other.status_code == 422
    assert message(other)


def test_a_friend_is_referred_and_both_are_rewarded(caller: Caller, merchant: Merchant) -> None:
    invite(merchant)
    ada = make_customer(merchant)
    said = {
        "sender_customer_id": ada.pk,
        "receiver_customer_email": "grace@example.org",
        "receiver_name": "Grace Hopper",
        "receiver_ip": "203.0.113.7",
    }

    claimed = caller.post("referrals", {"referral": said})
    pending = claimed.json()["referral"]
    with scope(merchant=merchant):
        make_order(Customer.objects.get(email="grace@example.org"), goods_cents=50_00, at=now())
    completed = caller.get(f"referrals/{pending['id']}").json()["referral"]

    assert claimed.status_code == 201
    assert (pending["state"], pending["sender_customer"]["id"]) == ("pending", ada.pk)
    assert pending["sender_reward_fulfillment"] is None
    assert pending["receiver_reward_fulfillment"]["code"]
    assert (completed["state"], completed["receiver_customer"]["first_name"]) == ("completed", "Grace")
    assert completed["sender_reward_fulfillment"]["code"]


def test_a_blocked_referral_says_why(caller: Caller, merchant: Merchant) -> None:
    invite(merchant)
    ada = make_customer(merchant)

    answer = caller.post(
        "referrals",
        {"referral": {"sender_customer_id": ada.pk, "receiver_customer_email": "ada@example.com"}},
    )

    assert answer.json()["referral"]["state"] == "blocked"
    assert answer.json()["referral"]["reason"]


def test_referrals_are_listed_in_a_fixed_number_of_queries(caller: Caller, merchant: Merchant) -> None:
    invite(merchant)
    ada = make_customer(merchant)
    for name in ("grace", "joan", "mary"):
        said = {"sender_customer_id": ada.pk, "receiver_customer_email": f"{name}@example.org"}
        caller.post("referrals", {"referral": said})

    listed = caller.get("referrals", {"sender_customer_id": ada.pk, "state": "pending"}).json()["referrals"]

    assert [one["receiver_customer_email"] for one in listed] == [
        "mary@example.org",
        "joan@example.org",
        "grace@example.org",
    ]
    assert queries_of(caller, "referrals?limit=1") == queries_of(caller, "referrals")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"sender_customer_id": 1, "receiver_customer_email": "a@example.org"}, 422),
        ({"sender_customer_id": "x", "receiver_customer_email": "a@example.org"}, 400),
        ({"sender_customer_id": 1}, 400),
        ({"sender_customer_id": 1, "receiver_customer_email": "a@example.org", "receiver_ip": "x"}, 400),
    ],
)
def test_a_referral_that_cannot_be_is_refused(
    caller: Caller, merchant: Merchant, said: dict[str, Any], status: int
) -> None:
    invite(merchant)

    response = caller.post("referrals", {"referral": said})

    assert response.status_code == status
    assert message(response)


def test_changes_of_tiers_are_listed(caller: Caller, merchant: Merchant) -> None:
    make_tiers(merchant)
    ada = make_customer(merchant)
    make_order(ada, goods_cents=250_00)

    changes = caller.get("vip_tier_changes", {"customer_id": ada.pk}).json()["vip_tier_changes"]

    assert [(one["current_vip_tier"]["name"], one["is_up"], one["description"]) for one in changes] == [
        ("Silver", True, "An order"),
        ("Bronze", True, "Joining the programme"),
    ]
    assert changes[1]["previous_vip_tier"] is None
    assert changes[0]["previous_vip_tier"]["name"] == "Bronze"
    assert queries_of(caller, "vip_tier_changes?limit=1") == queries_of(caller, "vip_tier_changes")
