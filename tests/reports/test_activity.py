"""Everything that moved points, and the reason for each."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from earning.actions import ActivityFacts
from earning.catalogue import SIGN_UP
from earning.conditions import MinimumOrder, VerifiedPurchase
from loyalty import flows
from loyalty.merchants.models import Merchant
from loyalty.points.actions import Posting, post_many
from loyalty.points.models import Kind, PointsTransaction
from loyalty.reports.queries import activity_of
from loyalty.team.models import Role
from tests.cast import (
    MONDAY,
    make_adjustment,
    make_colleague,
    make_customer,
    make_merchant,
    make_order,
    make_rule,
    make_user,
    sign_in,
)

ACTIVITY = "/program/activity/"
NOTHING = "/program/activity/nothing/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant() -> Merchant:
    return make_merchant(currency="USD")


@pytest.fixture
def client(client: Client, merchant: Merchant) -> Client:
    return sign_in(client, make_user("Olive"))


def points_shown(client: Client, **asked: Any) -> list[int]:
    return [entry.points for entry in client.get(ACTIVITY, asked).context["page"].rows]


def test_newest_happening_comes_first_whenever_it_was_recorded(client: Client, merchant: Merchant) -> None:
    ada = make_customer(merchant)
    make_adjustment(ada, points=2, at=MONDAY + timedelta(hours=2))
    make_adjustment(ada, points=1, at=MONDAY + timedelta(hours=1))
    make_adjustment(ada, points=3, at=MONDAY + timedelta(hours=3))

    assert points_shown(client) == [3, 2, 1]


def test_kinds_part_orders_sign_ups_and_adjustments(client: Client, merchant: Merchant) -> None:
    make_rule(merchant)
    make_rule(merchant, action=SIGN_UP.code, points=200)
    ada = make_customer(merchant)
    make_order(ada, goods_cents=10_00)
    make_adjustment(ada, points=-3)

    assert points_shown(client, kind="orders") == [10]
    assert points_shown(client, kind="sign_ups") == [200]
    assert points_shown(client, kind="adjustments") == [-3]
    assert len(points_shown(client, kind="nonsense")) == 3


@pytest.mark.parametrize("words", ["Ada", "ada@example.com", "ada@", "c-1"])
def test_customer_is_found_by_name_mail_or_id(client: Client, merchant: Merchant, words: str) -> None:
    make_customer(merchant, first_name="Ada", external_id="c-1", points=5)
    make_customer(merchant, first_name="Bob", external_id="c-2", points=7)

    assert points_shown(client, q=words) == [5]


@pytest.mark.parametrize("words", ["Nobody", "%", "' OR 1=1", "\x00", "x" * 5000])
def test_search_that_finds_nobody_says_so(client: Client, merchant: Merchant, words: str) -> None:
    make_customer(merchant, points=5)

    answer = client.get(ACTIVITY, {"q": words})

    assert list(answer.context["page"].rows) == [] or words == "\x00"
    assert answer.status_code == 200


def test_pages_go_by_key_to_the_end(client: Client, merchant: Merchant) -> None:
    ada = make_customer(merchant)
    for number in range(1, 53):
        make_adjustment(ada, points=number, at=MONDAY + timedelta(minutes=number // 10))

    first = client.get(ACTIVITY).context["page"]
    second = client.get(ACTIVITY, {"cursor": first.next_cursor}).context["page"]

    shown = [entry.points for entry in [*first.rows, *second.rows]]
    assert len(first.rows) == 50
    assert sorted(shown) == list(range(1, 53))
    assert second.next_cursor is None


def test_fresh_merchant_reads_what_will_come(client: Client) -> None:
    assert "No points have moved yet" in client.get(ACTIVITY).content.decode()


def test_any_number_of_entries_takes_the_same_queries(client: Client, merchant: Merchant) -> None:
    make_customer(merchant, points=1)
    client.get(ACTIVITY)

    with CaptureQueriesContext(connection) as one:
        client.get(ACTIVITY)
    for name in ("Bob", "Cleo"):
        make_customer(merchant, first_name=name, points=1)
    with CaptureQueriesContext(connection) as three:
        client.get(ACTIVITY)

    assert len(one) == len(three)


def test_list_reads_along_the_index_over_time(merchant: Merchant) -> None:
    make_customer(merchant, points=1)
    with scope(merchant=merchant), connection.cursor() as cursor:
        # Of one row the planner may as well read and sort everything.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        entries = PointsTransaction.objects.filter(merchant=merchant).order_by("-occurred_at", "-pk")[:51]
        plan = entries.explain()

    assert "points_by_time" in plan


def test_rule_and_source_part_what_they_gave(client: Client, merchant: Merchant) -> None:
    shopping = make_rule(merchant)
    welcome = make_rule(merchant, action=SIGN_UP.code, points=200)
    ada = make_customer(merchant)
    make_order(ada, goods_cents=10_00)
    make_adjustment(ada, points=-3)

    assert points_shown(client, rule=str(shopping.pk)) == [10]
    assert points_shown(client, rule=str(welcome.pk)) == [200]
    assert points_shown(client, source="staff") == [-3]
    assert points_shown(client, source="award", kind="sign_ups") == [200]
    assert len(points_shown(client, rule="999999", source="nonsense")) == 3


def test_what_is_rare_is_found_along_its_own_index(merchant: Merchant) -> None:
    ada = make_customer(merchant, points=1)
    rule = make_rule(merchant)
    with scope(merchant=merchant), connection.cursor() as cursor:
        post_many(
            [
                Posting(ada.pk, f"x-{n}", Kind.ADJUST, 1, "A gift", "staff", occurred_at=MONDAY)
                for n in range(2000)
            ],
            merchant_id=merchant.pk,
        )
        cursor.execute("ANALYZE points_pointstransaction")
        by_kind = activity_of(merchant.pk, group="expiries").order_by("-occurred_at", "-pk")[:51].explain()
        by_rule = activity_of(merchant.pk, rule=str(rule.pk)).order_by("-occurred_at", "-pk")[:51].explain()

    assert "points_by_kind" in by_kind
    assert "points_by_source" in by_rule


def test_activities_that_gave_nothing_say_why(client: Client, merchant: Merchant) -> None:
    make_rule(merchant, action="review", conditions=(VerifiedPurchase(),))
    make_rule(merchant, action="quiz")
    ada = make_customer(merchant)
    with scope(merchant=merchant):
        for token in ("review", "quiz", "wave"):
            flows.activity_received(ada, facts=ActivityFacts("site", token, "1", MONDAY), at=MONDAY)

    answer = client.get(NOTHING)

    page = answer.content.decode()
    assert {activity.token for activity in answer.context["page"].rows} == {"review", "wave"}
    assert "The customer did not buy it" in page
    assert "No rule was about it" in page
    assert client.get(NOTHING, {"q": "nobody"}).context["page"].rows == []


def test_orders_that_gave_nothing_say_why(client: Client, merchant: Merchant) -> None:
    make_rule(merchant, conditions=(MinimumOrder(50_00),))
    ada = make_customer(merchant)
    make_order(ada, number="#1", goods_cents=10_00)
    make_order(ada, number="#2", goods_cents=60_00)

    answer = client.get(NOTHING, {"view": "orders"})

    assert [order.number for order in answer.context["page"].rows] == ["#1"]
    assert "No rule’s conditions and limits were met" in answer.content.decode()


def test_where_everything_gave_points_the_page_says_what_would_stand_here(client: Client) -> None:
    for view in ("", "orders"):
        assert "Everything gave points" in client.get(NOTHING, {"view": view}).content.decode()


def test_order_entry_shows_its_arithmetic(client: Client, merchant: Merchant) -> None:
    make_rule(merchant, name="Shopping")
    make_order(make_customer(merchant), number="#1001", goods_cents=29_33)
    (entry,) = client.get(ACTIVITY).context["page"].rows

    page = client.get(reverse("activity:detail", args=[entry.pk])).content.decode()

    assert "“Shopping” gave 29 points for order #1001." in page
    assert "$29.33 × 1 point per $1 = 29.33 → 29 (rounded down)" in page


def test_adjustment_shows_its_note_as_internal(client: Client, merchant: Merchant) -> None:
    sam = make_colleague(merchant)
    make_adjustment(make_customer(merchant), points=5, by=sam, internal_note="Parcel was late")
    (entry,) = client.get(ACTIVITY).context["page"].rows

    page = client.get(reverse("activity:detail", args=[entry.pk])).content.decode()

    assert "Adjusted by hand by Sam." in page
    assert "Internal note" in page
    assert "Parcel was late" in page


def test_entry_of_another_merchant_is_not_found(client: Client) -> None:
    theirs = make_merchant(owner=make_user("Stranger"))
    make_customer(theirs, points=77)
    with scope(merchant=theirs):
        entry = PointsTransaction.objects.get()

    assert points_shown(client) == []
    assert client.get(reverse("activity:detail", args=[entry.pk])).status_code == 404


def test_viewer_may_look(client: Client, merchant: Merchant) -> None:
    make_customer(merchant, points=5)
    sign_in(client, make_colleague(merchant, role=Role.VIEWER))

    assert points_shown(client) == [5]


def test_activity_is_only_looked_at(client: Client) -> None:
    assert client.post(ACTIVITY).status_code == 405
