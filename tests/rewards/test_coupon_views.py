"""Coupons: the list, one of them, and what support does with them."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now
from django_scopes import scope

from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.points.queries import balance_of
from loyalty.rewards.models import Coupon, Exchange, IssuedBy, Reward, RewardType
from loyalty.team.models import Role
from tests.cast import make_colleague, make_customer, make_merchant, make_reward, make_user, sign_in

pytestmark = pytest.mark.django_db


def make_coupon(
    merchant: Merchant, *, first_name: str = "Ada", key: str = "a", reward: Reward | None = None
) -> Coupon:
    """A coupon that took 500 points."""
    customer = make_customer(merchant, first_name=first_name, points=500)
    reward = reward or make_reward(merchant)
    with scope(merchant=merchant):
        return flows.reward_redeemed(reward, customer=customer, key=key, by=None, at=now()).coupon


def shown(client: Client, **asked: str) -> list[int]:
    return [coupon.pk for coupon in client.get(reverse("rewards:coupons"), asked).context["page"].rows]


def seen(coupon: Coupon) -> Coupon:
    with scope(merchant=coupon.merchant):
        return Coupon.objects.select_related("customer").get(pk=coupon.pk)


def test_the_list_finds_coupons_by_code_customer_and_state(client: Client) -> None:
    merchant = make_merchant()
    first, second = make_coupon(merchant), make_coupon(merchant, first_name="Bea")
    with scope(merchant=merchant):
        flows.coupon_used(second, by=None, at=now())
    sign_in(client, make_user())

    assert shown(client) == [second.pk, first.pk]
    assert shown(client, q=str(first.code).lower()[:7]) == [first.pk]
    assert shown(client, q="Bea") == [second.pk]
    assert shown(client, view="used") == [second.pk]
    assert shown(client, reward=str(first.reward_id)) == [first.pk]
    assert shown(client, customer=str(second.customer_id)) == [second.pk]
    assert shown(client, cause="tier") == []


def test_the_list_takes_as_many_statements_for_three_coupons_as_for_one(client: Client) -> None:
    merchant = make_merchant()
    make_coupon(merchant)
    sign_in(client, make_user()).get(reverse("rewards:coupons"))

    with CaptureQueriesContext(connection) as one:
        client.get(reverse("rewards:coupons"))
    for name in ("Bea", "Cleo"):
        make_coupon(merchant, first_name=name)
    with CaptureQueriesContext(connection) as three:
        client.get(reverse("rewards:coupons"))

    assert len(one) == len(three)


def test_cancelling_many_says_first_what_it_would_do(client: Client) -> None:
    merchant = make_merchant()
    coupons = [make_coupon(merchant, first_name=name) for name in ("Ada", "Bea", "Cleo")]
    with scope(merchant=merchant):
        flows.coupon_used(coupons[2], by=None, at=now())
    asked = {"coupon": [coupon.pk for coupon in coupons]}
    sign_in(client, make_user())

    text = client.get(reverse("rewards:cancel_coupons"), asked).content.decode()

    assert "2 coupons will be cancelled" in text
    assert "1,000 points go back. Customers concerned: 2." in text
    assert "1 more is used or over already" in text
    assert [seen(coupon).state for coupon in coupons] == ["issued", "issued", "used"]

    client.post(reverse("rewards:cancel_coupons"), asked)

    assert [seen(coupon).state for coupon in coupons] == ["cancelled", "cancelled", "used"]


def test_a_coupon_tells_its_story(client: Client) -> None:
    coupon = make_coupon(make_merchant())
    sign_in(client, make_user())
    client.post(reverse("rewards:use_coupon", args=[coupon.pk]))

    answer = client.get(reverse("rewards:coupon", args=[coupon.pk]))

    story = [(str(moment.title), str(moment.said), moment.who) for moment in answer.context["story"]]
    assert story == [("Used", "Marked by hand", "Olive"), ("Issued", "Redeemed for points", "")]
    assert str(coupon.code) in answer.content.decode()


def test_one_coupon_is_cancelled_after_a_question(client: Client) -> None:
    coupon = make_coupon(make_merchant())
    sign_in(client, make_user())
    address = reverse("rewards:cancel_coupon", args=[coupon.pk])

    assert "500 points go back to Ada" in client.get(address).content.decode()
    client.post(address)
    client.post(address)

    assert seen(coupon).state == "cancelled"
    with scope(merchant=coupon.merchant):
        assert balance_of(coupon.customer) == 500


def post_redeem(client: Client, customer: Customer, reward: Reward, **typed: str) -> dict[str, list[str]]:
    """What the page refuses; nothing if it went through."""
    values = {"reward": str(reward.pk), "costs": "points", "key": str(uuid4()), **typed}
    answer = client.post(reverse("rewards:redeem", args=[customer.pk]), values)
    return dict(answer.context["form"].errors) if answer.status_code == 200 else {}


def test_support_redeems_for_a_customer_once_however_often_it_is_sent(client: Client) -> None:
    merchant = make_merchant()
    reward, ada = make_reward(merchant), make_customer(merchant, points=1000)
    sign_in(client, make_colleague(merchant, role=Role.SUPPORT))

    key = str(uuid4())
    for _ in range(2):
        assert post_redeem(client, ada, reward, key=key) == {}

    with scope(merchant=merchant):
        assert balance_of(ada) == 500
        assert Coupon.objects.count() == 1


def test_support_gives_a_coupon_without_points(client: Client) -> None:
    merchant = make_merchant()
    reward, ada = make_reward(merchant), make_customer(merchant)
    sign_in(client, make_colleague(merchant, role=Role.SUPPORT))

    assert post_redeem(client, ada, reward, costs="gift") == {}

    with scope(merchant=merchant):
        assert (Coupon.objects.get().points, Coupon.objects.get().cause) == (0, "gift")


def test_a_refusal_stands_at_its_field(client: Client) -> None:
    merchant = make_merchant()
    ada = make_customer(merchant, points=150)
    slider = make_reward(
        merchant, exchange=Exchange.VARIABLE, step=100, step_value_cents=1_00, points_min=100
    )
    sign_in(client, make_user())

    assert post_redeem(client, ada, make_reward(merchant)) == {
        "reward": ["That takes 500 points, and the balance is 150."]
    }
    assert post_redeem(client, ada, slider, points="150") == {
        "points": ["Points are spent on this reward in steps of 100."]
    }


def test_a_customers_page_shows_the_newest_coupons(client: Client) -> None:
    coupon = make_coupon(make_merchant())
    sign_in(client, make_user())

    page = client.get(reverse("customers:detail", args=[coupon.customer_id])).content.decode()

    assert str(coupon.code) in page
    assert reverse("rewards:redeem", args=[coupon.customer_id]) in page


def test_viewers_change_no_coupon(client: Client) -> None:
    coupon = make_coupon(make_merchant())
    sign_in(client, make_colleague(coupon.merchant, role=Role.VIEWER))

    for name in ("cancel_coupon", "use_coupon"):
        assert client.post(reverse(f"rewards:{name}", args=[coupon.pk])).status_code == 403
    assert seen(coupon).state == "issued"


def test_a_gift_that_the_shop_never_makes_promises_no_points_back(client: Client) -> None:
    merchant = make_merchant()
    gift = make_reward(
        merchant, type=RewardType.GIFT_CARD, exchange=Exchange.NONE, value_cents=1000, issued_by=IssuedBy.SHOP
    )
    with scope(merchant=merchant):
        given = flows.coupon_given(gift, customer=make_customer(merchant), key="a", by=None, at=now()).coupon
    sign_in(client, make_user())
    address = reverse("rewards:coupon", args=[given.pk])

    awaited = client.get(address).text
    with scope(merchant=merchant):
        flows.coupon_failed(given, at=now())
    failed = client.get(address).text

    assert "the coupon is cancelled" in awaited
    assert "The shop system never made a code." in failed
    assert "points go back" not in awaited + failed
    assert "points went back" not in awaited + failed
