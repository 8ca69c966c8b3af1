"""Customers under a name: ready-made, editable, counted by one query."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now
from django_scopes import scope

from loyalty import flows
from loyalty.customers.models import Customer, CustomerState, Segment
from loyalty.flows.criteria import CRITERIA
from loyalty.flows.segments import (
    READY_MADE,
    ReadyMade,
    SegmentNameTaken,
    count_of,
    narrowed,
    segment_saved,
    segments_of,
)
from loyalty.merchants.models import Merchant
from tests.cast import MONDAY, make_customer, make_merchant, make_order, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant() -> Merchant:
    return make_merchant()


@pytest.fixture
def olive(client: Client, merchant: Merchant) -> Client:
    return sign_in(client, make_user("Olive"))


def test_ready_made_segments_find_whom_they_say(merchant: Merchant) -> None:
    ada = make_customer(merchant, points=600)
    make_customer(merchant, first_name="Grace")
    for _number in range(5):
        make_order(ada, at=MONDAY)

    with scope(merchant=merchant):
        counts = {
            one.ready_made: count_of(one, at=MONDAY + timedelta(days=3)) for one in segments_of(merchant)
        }
        assert counts == {
            "serious_buyers": 1, "recent_purchasers": 1, "invested_customers": 1, "with_rewards": 0,
        }  # fmt: skip
        assert len(segments_of(merchant)) == 4


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["Ada", "Grace", "Hedy"]),
        ({"balance": "some"}, ["Ada"]),
        ({"birthday": "12"}, ["Grace"]),
        ({"ordered": "never"}, ["Grace", "Hedy"]),
        ({"orders": "1"}, ["Ada"]),
        ({"joined": "7"}, ["Ada", "Grace"]),
        ({"tag": "vip"}, ["Hedy"]),
        ({"tag": "vip", "balance": "some"}, []),
        ({"coupon": "open"}, []),
        (
            {"orders": "many", "birthday": "13", "balance": "all", "seen": "x", "unknown": "1"},
            ["Ada", "Grace", "Hedy"],
        ),
    ],
)
def test_criteria_narrow_together(merchant: Merchant, asked: dict[str, str], names: list[str]) -> None:
    ada = make_customer(merchant, points=5)
    make_order(ada)
    grace = make_customer(merchant, first_name="Grace")
    hedy = make_customer(merchant, first_name="Hedy", state=CustomerState.CANDIDATE)

    with scope(merchant=merchant):
        flows.birthday_set(grace, birthday=date(1906, 12, 9), by=None, at=MONDAY)
        flows.customer_tagged(hedy, tags=["VIP"], by=None, at=MONDAY)
        found = narrowed(Customer.objects.present(), asked, at=MONDAY + timedelta(days=1))

        assert sorted(found.values_list("first_name", flat=True)) == names


def test_a_count_is_one_query_for_every_criterion(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        for criterion in CRITERIA:
            value = next(iter(dict(criterion.choices(merchant.pk))), "1")
            with CaptureQueriesContext(connection) as captured:
                count_of(Segment(merchant=merchant, criteria={criterion.name: value}), at=MONDAY)
            assert len(captured) == 1, criterion.name


@pytest.mark.parametrize("one", READY_MADE, ids=[one.code for one in READY_MADE])
def test_a_ready_made_segment_is_counted_from_indexes(merchant: Merchant, one: ReadyMade) -> None:
    with scope(merchant=merchant), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = narrowed(Customer.objects.present(), one.criteria, at=MONDAY).explain()

    assert "Seq Scan" not in plan


def test_two_segments_have_two_names(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        segment_saved(merchant, name="Big", criteria={"balance": "some"}, at=MONDAY)

        with pytest.raises(SegmentNameTaken):
            segment_saved(merchant, name=" Big ", criteria={"balance": "none"}, at=MONDAY)


def test_a_segment_is_made_changed_and_deleted_on_pages(olive: Client, merchant: Merchant) -> None:
    make_customer(merchant, points=600, at=now())

    made = olive.post(reverse("customers:new_segment"), {"name": "Rich", "balance": "500"}, follow=True)
    assert "Segment saved." in made.text
    assert "Ada" in made.text
    with scope(merchant=merchant):
        rich = Segment.objects.get(name="Rich")

    olive.post(reverse("customers:segment", args=[rich.pk]), {"name": "Poor", "balance": "none"})
    listed = olive.get(reverse("customers:segments")).text
    assert "Balance: No points" in listed
    assert "Serious Buyers" in listed

    olive.post(reverse("customers:delete_segment", args=[rich.pk]))
    with scope(merchant=merchant):
        assert not Segment.objects.filter(pk=rich.pk).exists()


def test_a_segment_of_everybody_is_refused(olive: Client) -> None:
    answer = olive.post(reverse("customers:new_segment"), {"name": "All"})

    assert "Choose at least one answer; without any it is everybody." in answer.text


def test_a_ready_made_segment_is_not_deleted(olive: Client, merchant: Merchant) -> None:
    olive.get(reverse("customers:segments"))
    with scope(merchant=merchant):
        one = Segment.objects.exclude(ready_made="").first()
        assert one is not None

    assert olive.post(reverse("customers:delete_segment", args=[one.pk])).status_code == 404
