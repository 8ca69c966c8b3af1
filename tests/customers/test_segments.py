"""Customers under a name: ready-made, editable, counted by one query."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.timezone import now
from django.utils.translation import get_language, override
from django_scopes import scope

from loyalty import flows
from loyalty.customers.models import Customer, CustomerState, Segment
from loyalty.flows.criteria import CRITERIA, Choice, Criterion
from loyalty.flows.segments import (
    READY_MADE,
    ReadyMade,
    SegmentNameTaken,
    counts_of,
    narrowed,
    segment_saved,
    segments_of,
    title_of,
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


def test_a_ready_made_segment_is_called_as_the_reader_speaks(
    merchant: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def name() -> str:
        return "Storköpare" if get_language() == "sv" else "Serious Buyers"

    monkeypatch.setattr(
        "loyalty.flows.segments.READY_MADE", (ReadyMade("serious_buyers", lazy(name, str)(), {}),)
    )
    untouched = Segment(merchant=merchant, name="Serious Buyers", ready_made="serious_buyers")
    renamed = Segment(merchant=merchant, name="Regulars", ready_made="serious_buyers")
    own = Segment(merchant=merchant, name="Serious Buyers")

    with override("sv"):
        assert [title_of(one) for one in (untouched, renamed, own)] == [
            "Storköpare", "Regulars", "Serious Buyers",
        ]  # fmt: skip


def test_ready_made_segments_find_whom_they_say(merchant: Merchant) -> None:
    ada = make_customer(merchant, points=600)
    make_customer(merchant, first_name="Grace")
    for _number in range(5):
        make_order(ada, at=MONDAY)

    with scope(merchant=merchant):
        segments = segments_of(merchant)
        counts = counts_of(segments, at=MONDAY + timedelta(days=3))
        assert {one.ready_made: counts[one.pk] for one in segments} == {
            "serious_buyers": 1, "recent_purchasers": 1, "invested_customers": 1, "with_rewards": 0,
        }  # fmt: skip
        assert len(segments_of(merchant)) == 4


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["Ada", "Grace", "Hedy"]),
        ({"balance_from": "1"}, ["Ada"]),
        ({"balance_from": "5", "balance_to": "5"}, ["Ada"]),
        ({"balance_to": "4"}, ["Grace", "Hedy"]),
        ({"balance_from": "-3", "balance_to": "0"}, ["Grace", "Hedy"]),
        ({"balance_from": "6", "balance_to": "4"}, []),
        ({"birthday": "12"}, ["Grace"]),
        ({"ordered": "never"}, ["Grace", "Hedy"]),
        ({"orders": "1"}, ["Ada"]),
        ({"joined": "7"}, ["Ada", "Grace"]),
        ({"tag": "vip"}, ["Hedy"]),
        ({"tag": "vip", "balance_from": "1"}, []),
        ({"coupon": "open"}, []),
        (
            {"orders": "many", "birthday": "13", "balance_from": "all", "seen": "x", "unknown": "1"},
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
            asked = {name: _an_answer(criterion, merchant) for name in criterion.names}
            with CaptureQueriesContext(connection) as captured:
                counts_of([Segment(pk=1, merchant=merchant, criteria=asked)], at=MONDAY)
            assert len(captured) == 1, criterion.names


@pytest.mark.parametrize("one", READY_MADE, ids=[one.code for one in READY_MADE])
def test_a_ready_made_segment_is_counted_from_indexes(merchant: Merchant, one: ReadyMade) -> None:
    with scope(merchant=merchant):
        assert "Seq Scan" not in _plan(one.criteria)


def test_a_range_of_balances_is_one_look_into_their_index(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        plan = _plan({"balance_from": "100", "balance_to": "400"})

    assert "Seq Scan" not in plan
    assert plan.count("balance >= 100") == plan.count("balance <= 400") == 1


def _an_answer(criterion: Criterion, merchant: Merchant) -> str:
    return next(iter(dict(criterion.choices(merchant.pk))), "1") if isinstance(criterion, Choice) else "1"


def _plan(criteria: Mapping[str, str]) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        return narrowed(Customer.objects.present(), criteria, at=MONDAY).explain()


def test_two_segments_have_two_names(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        segment_saved(merchant, name="Big", criteria={"balance_from": "1"}, at=MONDAY)

        with pytest.raises(SegmentNameTaken):
            segment_saved(merchant, name=" Big ", criteria={"balance_to": "0"}, at=MONDAY)


def test_a_segment_is_made_changed_and_deleted_on_pages(olive: Client, merchant: Merchant) -> None:
    make_customer(merchant, points=600, at=now())

    made = olive.post(reverse("customers:new_segment"), {"name": "Rich", "balance_from": "500"}, follow=True)
    assert "Segment saved." in made.text
    assert "Ada" in made.text
    with scope(merchant=merchant):
        rich = Segment.objects.get(name="Rich")

    olive.post(
        reverse("customers:segment", args=[rich.pk]),
        {"name": "Poor", "balance_from": "0", "balance_to": "50"},
    )
    listed = olive.get(reverse("customers:segments")).text
    assert "Balance: 0 to 50" in listed
    assert "Serious Buyers" in listed

    olive.post(reverse("customers:delete_segment", args=[rich.pk]))
    with scope(merchant=merchant):
        assert not Segment.objects.filter(pk=rich.pk).exists()


def test_a_segment_of_everybody_is_refused(olive: Client) -> None:
    answer = olive.post(reverse("customers:new_segment"), {"name": "All"})

    assert "Choose at least one answer; without any it is everybody." in answer.text


def test_a_range_that_ends_before_it_begins_is_refused_at_its_field(olive: Client) -> None:
    asked = {"name": "Nobody", "balance_from": "50", "balance_to": "10"}
    answer = olive.post(reverse("customers:new_segment"), asked)

    errors = answer.context["form"].errors
    assert errors == {"balance_to": ["Enter a number that is not below where the range begins."]}


def test_a_segment_of_empty_balances_says_zero(olive: Client, merchant: Merchant) -> None:
    asked = {"name": "Empty", "balance_from": "0", "balance_to": "0"}
    olive.post(reverse("customers:new_segment"), asked)

    with scope(merchant=merchant):
        assert Segment.objects.get(name="Empty").criteria == {"balance_from": "0", "balance_to": "0"}


def test_a_ready_made_segment_is_not_deleted(olive: Client, merchant: Merchant) -> None:
    olive.get(reverse("customers:segments"))
    with scope(merchant=merchant):
        one = Segment.objects.exclude(ready_made="").first()
        assert one is not None

    assert olive.post(reverse("customers:delete_segment", args=[one.pk])).status_code == 404


def test_a_number_that_a_segment_asks_for_is_shown_as_people_write_it(
    olive: Client, merchant: Merchant
) -> None:
    with scope(merchant=merchant):
        rich = segment_saved(merchant, name="Rich", criteria={"balance_from": "1000"}, at=MONDAY)

    page = olive.get(reverse("customers:segment", args=[rich.pk])).text

    assert 'name="balance_from" value="1,000"' in page
