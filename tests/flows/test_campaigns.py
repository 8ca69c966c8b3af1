"""Campaigns: for a time rules give more."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django_scopes import scope

from earning.actions import CampaignTerms, InvalidCampaign
from earning.explanation import considered_for_order
from earning.models import Campaign, Overlap, Settlement
from loyalty import flows
from loyalty.audit.models import AuditEvent
from loyalty.merchants.actions import add_store
from loyalty.merchants.models import Merchant
from loyalty.orders.models import Order
from tests.cast import make_merchant, make_rule, make_user
from tests.flows.shop import amounts, day, log, paid, placed, receive, refunded


@pytest.fixture
def merchant(db: None) -> Iterator[Merchant]:
    olives = make_merchant()
    with scope(merchant=olives):
        yield olives


def terms(**said: Any) -> CampaignTerms:
    known = {"name": "Weekend", "starts_at": day(1), "ends_at": day(3), "multiplier": Decimal(2)}
    return CampaignTerms(**{**known, **said})


def start(merchant: Merchant, **said: Any) -> Campaign:
    return flows.campaign_created(merchant, terms=terms(**said), by=None, at=day(0))


def remarks(order: str = "1") -> list[str]:
    """What the explanation of an order adds to each rule."""
    settlement = Settlement.objects.get(order_id=Order.objects.get(external_id=order).pk)
    return [rule.remark for rule in considered_for_order(settlement)]


def test_the_exact_amount_is_multiplied_and_rounded_once(merchant: Merchant) -> None:
    make_rule()
    campaign = start(merchant, multiplier=Decimal("1.5"))

    receive(paid(money=amounts(19_99)), merchant=merchant)

    assert log() == [("earn_order", 29)]
    assert Settlement.objects.get().explanation["rules"][0] | {"rule": 0} == {
        "rule": 0,
        "version": 1,
        "points": 29,
        "campaigns": [campaign.pk],
        "times": "3/2",
    }


def test_it_counts_from_its_start_until_before_its_end_by_placing(merchant: Merchant) -> None:
    make_rule()
    start(merchant)
    last = timedelta(microseconds=1)

    for name, at in {"0": day(1) - last, "1": day(1), "2": day(3) - last, "3": day(3)}.items():
        order = placed(name, money=amounts(10_00))
        receive(
            type(order)("shop", name, at, customer=order.customer, placed_at=at, amounts=order.amounts),
            paid(name, on=8),
            merchant=merchant,
        )

    assert log() == [("earn_order", points) for points in (10, 20, 20, 10)]


def test_a_refund_is_multiplied_like_the_order_after_the_campaign_changed(merchant: Merchant) -> None:
    make_rule()
    campaign = start(merchant, multiplier=Decimal(3))
    receive(paid(money=amounts(50_00)), merchant=merchant)

    flows.campaign_revised(campaign, terms=terms(), by=None, at=day(2))
    flows.campaign_switched(campaign, is_active=False, by=None, at=day(2))
    receive(refunded(goods=20_00), paid("2", money=amounts(10_00)), merchant=merchant)

    assert log() == [("earn_order", 150), ("earn_adjust", -60), ("earn_order", 10)]


def test_extra_points_come_once_for_an_order_that_earns(merchant: Merchant) -> None:
    make_rule()
    make_rule()
    start(merchant, multiplier=Decimal(1), extra_points=100)

    receive(paid(money=amounts(50_00)), refunded(goods=50_00), merchant=merchant)

    assert log() == [("earn_order", 150), ("earn_order", 50), ("earn_adjust", -150), ("earn_adjust", -50)]


def test_extra_points_of_several_campaigns_are_each_told(merchant: Merchant) -> None:
    make_rule()
    start(merchant, name="One", multiplier=Decimal(1), extra_points=100)
    start(merchant, name="Other", multiplier=Decimal(1), extra_points=30)

    receive(paid(money=amounts(50_00)), merchant=merchant)

    assert log() == [("earn_order", 180)]
    assert remarks() == ["“One” added 100 points to the order. “Other” added 30 points to the order."]


def test_extra_points_go_to_the_next_rule_where_a_limit_refuses_the_first(merchant: Merchant) -> None:
    make_rule(limit_count=1, limit_period="day")
    make_rule(limit_count=2, limit_period="day")
    start(merchant, multiplier=Decimal(1), extra_points=100)

    for name in "123":
        receive(paid(name, money=amounts(50_00)), merchant=merchant)

    assert log() == [("earn_order", 150), ("earn_order", 50), ("earn_order", 150)]
    assert remarks("2") == ["", "“Weekend” added 100 points to the order."]
    assert remarks("3") == ["", ""]


def test_extra_points_that_went_on_are_taken_back_where_they_went(merchant: Merchant) -> None:
    make_rule(limit_count=1, limit_period="day")
    make_rule()
    start(merchant, multiplier=Decimal(1), extra_points=100)
    receive(paid("1", money=amounts(50_00)), merchant=merchant)
    receive(paid("2", money=amounts(50_00)), merchant=merchant)

    receive(refunded("1", goods=50_00), merchant=merchant)
    receive(refunded("2", goods=20_00), merchant=merchant)

    assert log()[2:] == [
        ("earn_order", 150),
        ("earn_adjust", -150),
        ("earn_adjust", -50),
        ("earn_adjust", -20),
    ]


def test_only_chosen_rules_and_stores_give_more(merchant: Merchant) -> None:
    chosen, _other = make_rule(), make_rule(points=5)
    harbour = add_store(merchant, name="Harbour", source="shop", external_id="h")
    start(merchant, rule_ids=(chosen.pk,), store_ids=(harbour.pk,))
    order = paid("1", money=amounts(10_00))
    there = type(order)(
        "shop",
        "2",
        day(1),
        customer=order.customer,
        state=order.state,
        amounts=order.amounts,
        store_id=harbour.pk,
    )

    receive(order, there, merchant=merchant)

    assert log() == [("earn_order", points) for points in (10, 50, 20, 50)]


@pytest.mark.parametrize(
    ("overlaps", "points"),
    [
        ((Overlap.BEST, Overlap.BEST), 30),
        ((Overlap.MULTIPLY, Overlap.MULTIPLY), 60),
        ((Overlap.MULTIPLY, Overlap.BEST), 30),
    ],
)
def test_campaigns_that_overlap_multiply_or_the_best_counts(
    merchant: Merchant, overlaps: tuple[Overlap, Overlap], points: int
) -> None:
    make_rule()
    for overlap, times in zip(overlaps, (2, 3), strict=True):
        start(merchant, overlap=overlap, multiplier=Decimal(times))

    receive(paid(money=amounts(10_00)), merchant=merchant)

    assert log() == [("earn_order", points)]


def test_a_campaign_may_take_all_points_away(merchant: Merchant) -> None:
    make_rule()
    start(merchant, multiplier=Decimal(0))

    receive(paid(money=amounts(10_00)), merchant=merchant)

    assert log() == []


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": " "}, "name"),
        ({"ends_at": day(1)}, "ends_at"),
        ({"multiplier": Decimal("-0.5")}, "multiplier"),
        ({"multiplier": Decimal(1)}, "multiplier"),
        ({"extra_points": -1}, "extra_points"),
        ({"rule_ids": (0,)}, "rule_ids"),
        ({"store_ids": (0,)}, "store_ids"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(
    merchant: Merchant, said: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidCampaign) as refusal:
        start(merchant, **said)

    assert refusal.value.details["field"] == field
    assert str(refusal.value)
    assert not Campaign.objects.exists()


def test_rules_of_somebody_else_cannot_be_chosen(merchant: Merchant) -> None:
    theirs = make_rule(make_merchant(owner=make_user("Stranger"), name="Somebody else's"))

    with pytest.raises(InvalidCampaign):
        start(merchant, rule_ids=(theirs.pk,))


def test_changes_are_on_record(merchant: Merchant) -> None:
    olive = make_user("Olive")
    campaign = start(merchant)

    flows.campaign_revised(campaign, terms=terms(multiplier=Decimal("2.5")), by=olive, at=day(1))
    flows.campaign_switched(campaign, is_active=True, by=olive, at=day(1))
    flows.campaign_switched(campaign, is_active=False, by=olive, at=day(1))

    events = AuditEvent.objects.filter(subject="campaign").order_by("id")
    assert [event.action for event in events] == [
        "campaign.created",
        "campaign.revised",
        "campaign.switched_off",
    ]
    assert (events[1].before, events[1].after) == ({"multiplier": "2"}, {"multiplier": "2.5"})
