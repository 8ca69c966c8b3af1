"""What an entry that no rule gave says of its reason, and where it leads."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from earning.explanation import explain
from loyalty.customers.models import Customer, CustomerImport
from loyalty.merchants.models import Merchant
from loyalty.points.models import Kind, PointsTransaction
from loyalty.referrals.models import Referral
from loyalty.rewards.actions import redeem
from loyalty.rewards.models import Coupon
from tests.cast import (
    MONDAY,
    make_adjustment,
    make_customer,
    make_merchant,
    make_order,
    make_reward,
    make_tiers,
    make_user,
    sign_in,
)
from tests.customers.cast import import_list, make_list, take_list_back
from tests.flows.shop import cancelled, receive
from tests.points.lots import at, earn, make_expiring, run_clock
from tests.referrals.cast import FRIEND, buys, invite, promise
from tests.vip.test_reviews import GIVING
from vip.models import Tier

pytestmark = pytest.mark.django_db
LIST = "email,points\nada@example.com,250\n"


@pytest.fixture
def merchant() -> Merchant:
    return make_merchant()


@pytest.fixture
def ada(merchant: Merchant) -> Customer:
    return make_customer(merchant, email="ada@example.com", last_name="Advocate")


def look(client: Client, *, merchant: Merchant, **asked: Any) -> str:
    """The page of the newest such entry, as Olive reads it."""
    with scope(merchant=merchant):
        entry = PointsTransaction.objects.filter(**asked).latest("pk")
    return sign_in(client, make_user("Olive")).get(reverse("activity:detail", args=[entry.pk])).text


def test_a_redemption_names_its_coupon(client: Client, merchant: Merchant, ada: Customer) -> None:
    with scope(merchant=merchant):
        make_adjustment(ada, points=500)
        redeem(make_reward(merchant, name="A mug"), customer=ada, key="a", at=MONDAY)
        coupon = Coupon.objects.get()

    page = look(client, merchant=merchant, kind=Kind.REDEEM)

    assert "The coupon “A mug” cost 500 points." in page
    assert reverse("rewards:coupon", args=[coupon.pk]) in page


def test_points_for_a_tier_name_the_tier(client: Client, merchant: Merchant, ada: Customer) -> None:
    make_tiers(merchant, *GIVING)
    make_order(ada, goods_cents=250_00)

    page = look(client, merchant=merchant, kind=Kind.TIER_ENTRY)

    assert "Whoever reaches the VIP tier Silver gets 100 points." in page
    with scope(merchant=merchant):
        assert reverse("vip:tier", args=[Tier.objects.get(name="Silver").pk]) in page


def test_points_for_a_friend_lead_to_the_invitation(
    client: Client, merchant: Merchant, ada: Customer
) -> None:
    with scope(merchant=merchant):
        promise(merchant)
        invite(ada)
        receive(buys(), merchant=merchant)
        way = reverse("referrals:detail", args=[Referral.objects.get().pk])

    page = look(client, merchant=merchant, kind=Kind.EARN_REFERRAL)

    assert "A friend came through the customer’s link and placed an order that counts." in page
    assert f'<a href="{way}">Look at the invitation of {FRIEND}</a>' in page


def test_points_for_a_friend_that_are_gone_say_why(client: Client, merchant: Merchant, ada: Customer) -> None:
    with scope(merchant=merchant):
        promise(merchant)
        invite(ada)
        receive(buys(), merchant=merchant)
        receive(cancelled("1", on=3), merchant=merchant)

    page = look(client, merchant=merchant, kind=Kind.REVERSE)

    assert "The friend’s order counts no longer, so the points for inviting them were taken back." in page


def test_imported_points_name_the_list(client: Client, merchant: Merchant, ada: Customer) -> None:
    with scope(merchant=merchant):
        stored = make_list(LIST, merchant=merchant)
        import_list(stored)
        way = reverse("customers:import_detail", args=[CustomerImport.objects.get().pk])

    page = look(client, merchant=merchant, kind=Kind.IMPORT, points__gt=0)

    assert f"It stands in the list “{stored.file_name}”." in page
    assert way in page

    with scope(merchant=merchant):
        take_list_back(stored)

    page = look(client, merchant=merchant, kind=Kind.IMPORT, points__lt=0)

    assert f"What the list “{stored.file_name}” gave or took was undone." in page


def test_expired_points_say_so(client: Client) -> None:
    customer = make_expiring()
    with scope(merchant=customer.merchant):
        earn(customer, 80, "2026-01-10")
        run_clock(customer, at("2028-01-10"))

    page = look(client, merchant=customer.merchant, kind=Kind.EXPIRE)

    assert "They were not used in time." in page


def test_the_sentence_tells_apps_no_friends_address(merchant: Merchant, ada: Customer) -> None:
    with scope(merchant=merchant):
        promise(merchant)
        invite(ada)
        receive(buys(), merchant=merchant)
        [entry] = PointsTransaction.objects.select_related("merchant")

        explanation = explain([entry])[entry.pk]

    assert FRIEND not in explanation.summary


def test_any_number_of_origins_takes_the_same_queries(merchant: Merchant, ada: Customer) -> None:
    make_tiers(merchant, *GIVING)
    with scope(merchant=merchant):
        make_adjustment(ada, points=5000)
        make_order(ada, goods_cents=600_00)
        mug = make_reward(merchant)
        for key in "abc":
            redeem(mug, customer=ada, key=key, at=MONDAY)
        entries = list(PointsTransaction.objects.select_related("merchant").order_by("pk"))
        spent = [entry for entry in entries if entry.kind == Kind.REDEEM]
        reached = [entry for entry in entries if entry.kind == Kind.TIER_ENTRY]

        with CaptureQueriesContext(connection) as few:
            explain([spent[0], reached[0]])
        with CaptureQueriesContext(connection) as many:
            explain([*spent, *reached])

    assert len(few) == len(many) == 2
