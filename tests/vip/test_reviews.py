"""Moves: at once, dated where they belong, rewarded once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from earning.actions import ActivityFacts
from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.customers.snapshots import CustomerFacts
from loyalty.merchants.models import Merchant
from loyalty.outbox.models import Fact
from loyalty.points.models import Kind, PointsTransaction
from tests.cast import MONDAY, make_customer, make_order, make_rule, make_tiers
from tests.flows.shop import amounts, paid
from tests.vip.moves import moves, on, tier_name
from tests.vip.test_standings import ROLLING, YEAR, refund
from vip.models import Basis, Cause, TierEntry
from vip.snapshots import TierTerms

GIVING = (
    TierTerms("Bronze", 0),
    TierTerms("Silver", 200_00, entry_points=100),
    TierTerms("Gold", 500_00, entry_points=250),
)


def entry_points(customer: Customer) -> list[int]:
    entries = PointsTransaction.objects.filter(customer=customer, kind=Kind.TIER_ENTRY).order_by("pk")
    return list(entries.values_list("points", flat=True))


def test_every_move_stands_in_the_history(merchant: Merchant) -> None:
    make_tiers()
    ada = make_customer()

    make_order(ada, external_id="1", goods_cents=600_00, at=on("2026-03-04"))
    refund("1", cents=300_00, at="2026-03-06", merchant=merchant)

    assert moves(ada) == [
        (None, "Bronze", "joined", "2026-03-02"),
        ("Bronze", "Gold", "order", "2026-03-04"),
        ("Gold", "Silver", "order", "2026-03-06"),
    ]


def test_every_tier_passed_gives_its_reward_once(merchant: Merchant) -> None:
    make_tiers(merchant, *GIVING)
    ada = make_customer()

    make_order(ada, external_id="1", goods_cents=600_00)
    refund("1", cents=600_00, at="2026-03-06", merchant=merchant)
    make_order(ada, external_id="2", goods_cents=600_00, at=on("2026-03-08"))

    assert entry_points(ada) == [100, 250]


def test_a_new_year_rewards_anew_whoever_comes_up_again(merchant: Merchant) -> None:
    make_tiers(merchant, *GIVING, **YEAR)
    ada = make_customer()
    make_order(ada, goods_cents=200_00, at=on("2026-05-01"))
    flows.tiers_kept(merchant, at=on("2028-01-02"))

    make_order(ada, goods_cents=200_00, at=on("2028-02-01"))

    assert entry_points(ada) == [100, 100]


def test_a_rolling_period_rewards_again_once_it_has_passed(merchant: Merchant) -> None:
    make_tiers(merchant, *GIVING, **ROLLING)
    ada = make_customer()
    make_order(ada, external_id="1", goods_cents=200_00, at=on("2026-04-01"))
    refund("1", cents=200_00, at="2026-04-05", merchant=merchant)

    make_order(ada, goods_cents=200_00, at=on("2026-04-10"))
    within = entry_points(ada)
    make_order(ada, goods_cents=200_00, at=on("2026-06-10"))

    assert (within, entry_points(ada)) == ([100], [100, 100])


def test_time_moves_are_dated_where_they_belong_however_late_the_clock(merchant: Merchant) -> None:
    make_tiers(**ROLLING)
    ada = make_customer()
    make_order(ada, goods_cents=300_00, at=on("2026-04-01"))
    make_order(ada, goods_cents=200_00, at=on("2026-04-11"))

    while flows.tiers_kept(merchant, at=on("2026-06-20")):
        pass

    assert moves(ada)[2:] == [
        ("Silver", "Gold", "order", "2026-04-11"),
        ("Gold", "Silver", "time", "2026-05-01"),
        ("Silver", "Bronze", "time", "2026-05-11"),
    ]


def test_an_order_after_the_clock_was_late_finds_time_gone_first(merchant: Merchant) -> None:
    make_tiers(**ROLLING)
    ada = make_customer()
    make_order(ada, goods_cents=200_00, at=on("2026-04-01"))

    make_order(ada, goods_cents=200_00, at=on("2026-06-01"))

    assert moves(ada)[2:] == [
        ("Silver", "Bronze", "time", "2026-05-01"),
        ("Bronze", "Silver", "order", "2026-06-01"),
    ]


def test_the_clock_twice_is_the_clock_once(merchant: Merchant) -> None:
    make_tiers(**ROLLING)
    ada = make_customer()
    make_order(ada, goods_cents=200_00, at=on("2026-04-01"))
    flows.tiers_kept(merchant, at=on("2026-05-01"))
    once = moves(ada)

    again = flows.tiers_kept(merchant, at=on("2026-05-01"))

    assert (again, moves(ada)) == (0, once)


def test_an_excluded_customer_keeps_what_they_had(merchant: Merchant) -> None:
    make_tiers(**ROLLING)
    ada = make_customer()
    make_order(ada, goods_cents=200_00, at=on("2026-04-01"))
    flows.customer_excluded(ada, reason="", by=None, at=on("2026-04-02"))

    looked_at = flows.tiers_kept(merchant, at=on("2026-06-01"))

    assert (looked_at, tier_name(ada)) == (0, "Silver")


def test_a_move_is_told_to_the_outside(merchant: Merchant) -> None:
    make_tiers(**ROLLING)
    ada = make_customer()
    make_order(ada, goods_cents=200_00, at=on("2026-04-01"))
    before = Fact.objects.filter(subject_id=ada.pk).count()

    flows.tiers_kept(merchant, at=on("2026-05-01"))

    assert Fact.objects.filter(subject_id=ada.pk).count() == before + 1


def test_where_vip_is_off_nobody_moves(merchant: Merchant) -> None:
    ada = make_customer()

    make_order(ada, goods_cents=900_00)

    assert (moves(ada), tier_name(ada)) == ([], None)


def test_many_orders_take_the_same_statements_as_few(merchant: Merchant) -> None:
    make_tiers(merchant, *GIVING)
    people = [CustomerFacts("shop", str(n), f"shopper{n}@example.com") for n in range(34)]
    bought = [paid(str(n), by=person, money=amounts(600_00)) for n, person in enumerate(people)]

    few = _statements(lambda: flows.orders_changed(bought[:3], merchant=merchant, at=MONDAY))
    many = _statements(lambda: flows.orders_changed(bought[3:], merchant=merchant, at=MONDAY))

    assert many == few


def test_the_clock_takes_the_same_statements_for_many(merchant: Merchant) -> None:
    make_tiers(merchant, *GIVING, **ROLLING)
    for number in range(13):
        someone = make_customer(first_name=f"Ada{number}")
        at = on("2026-04-01") + timedelta(days=60 * (number > 2))
        make_order(someone, goods_cents=600_00, at=at)

    three = _statements(lambda: flows.tiers_kept(merchant, at=on("2026-05-02")))
    ten = _statements(lambda: flows.tiers_kept(merchant, at=on("2026-07-15")))

    assert (ten, TierEntry.objects.count()) == (three, 26)


def _statements(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


@pytest.mark.parametrize("basis", [Basis.SPEND, Basis.POINTS])
def test_a_stranger_taken_for_a_guest_holds_the_lowest_tier_at_once(basis: Basis, merchant: Merchant) -> None:
    make_tiers(basis=basis)
    guests = {"unknown_customers": "guest", "participants": "all"}
    flows.program_changed(merchant, guests, by=None, at=MONDAY)
    review = ActivityFacts("reviews", "leave_review", "1", on("2026-03-04"))

    activity = flows.activity_reported(
        CustomerFacts("reviews", email="guest@example.com"),
        facts=review,
        merchant=Merchant.objects.get(),
        at=on("2026-03-04"),
    )

    assert moves(activity.customer) == [(None, "Bronze", "joined", "2026-03-04")]


@pytest.mark.parametrize(("basis", "tier"), [(Basis.POINTS, "Silver"), (Basis.SPEND, "Bronze")])
def test_points_lead_to_tiers_only_where_points_count(basis: Basis, tier: str, merchant: Merchant) -> None:
    make_tiers(merchant, TierTerms("Bronze", 0), TierTerms("Silver", 50), basis=basis)
    make_rule(action="leave_review", points=50)
    ada = make_customer(at=on("2026-03-03"))
    flows.tiers_reviewed(
        [ada.pk], merchant=merchant, cause=Cause.JOINED, happened_at=on("2026-03-03"), at=on("2026-03-03")
    )

    facts = ActivityFacts("reviews", "leave_review", "1", on("2026-03-04"))
    activity = flows.activity_received(ada, facts=facts, at=on("2026-03-04"))
    reached = tier_name(ada)
    flows.activity_revoked(activity, at=on("2026-03-05"))

    assert (reached, tier_name(ada)) == (tier, "Bronze")
