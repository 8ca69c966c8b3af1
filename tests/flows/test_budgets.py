"""Budgets: a campaign adds so many points in all, and no more."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django_scopes import scope

from earning.actions import CampaignTerms, InvalidCampaign
from earning.models import Campaign, CampaignBonus, Overlap, Settlement
from earning.queries import bonuses, uses_of_campaigns
from loyalty import flows
from loyalty.merchants.models import Merchant, Stacking
from loyalty.points.models import PointsAccount
from tests.cast import make_merchant, make_rule
from tests.flows.shop import ADA, GUEST, amounts, cancelled, day, edited, log, paid, placed, receive, refunded
from tests.flows.test_races import send_at_once
from tests.points.cast import differences


@pytest.fixture
def merchant(db: None) -> Iterator[Merchant]:
    olives = make_merchant()
    with scope(merchant=olives):
        yield olives


def start(merchant: Merchant, **said: Any) -> Campaign:
    known = {"name": "Weekend", "starts_at": day(-1), "ends_at": day(8), "multiplier": Decimal(2)}
    terms = CampaignTerms(**{**known, **said})
    return flows.campaign_created(merchant, terms=terms, by=None, at=day(0))


def added() -> dict[str, int]:
    """What campaigns added, by order."""
    return {one.order.external_id: one.points for one in CampaignBonus.objects.select_related("order")}


def bought(name: str, euros: int, *, on: int = 1) -> Any:
    return paid(name, on=on, money=amounts(euros * 100))


def test_the_last_order_gets_what_is_left_and_later_ones_nothing(merchant: Merchant) -> None:
    make_rule()
    start(merchant, budget_points=70)

    receive(bought("1", 50), bought("2", 50), bought("3", 50), merchant=merchant)

    assert log() == [("earn_order", 100), ("earn_order", 70), ("earn_order", 50)]
    assert added() == {"1": 50, "2": 20}


def test_one_batch_ends_like_one_by_one_in_time_order(merchant: Merchant) -> None:
    make_rule()
    start(merchant, budget_points=70)

    late_first = [bought("3", 50, on=3), bought("2", 50, on=2), bought("1", 50, on=1)]
    flows.orders_changed(late_first, merchant=merchant, at=day(9))

    assert added() == {"1": 50, "2": 20}


def test_settling_again_changes_nothing(merchant: Merchant) -> None:
    make_rule()
    start(merchant, budget_points=70)
    receive(bought("1", 50), bought("2", 50), bought("3", 50), merchant=merchant)
    before = log()

    receive(*(edited(name, money=amounts(50_00)) for name in "321"), merchant=merchant)

    assert log() == before
    assert added() == {"1": 50, "2": 20}


def test_a_refund_frees_budget_for_later_orders_and_revives_none(merchant: Merchant) -> None:
    make_rule()
    start(merchant, budget_points=50)
    receive(bought("1", 50), bought("2", 50), merchant=merchant)

    receive(cancelled("1"), edited("2", money=amounts(60_00)), bought("3", 30), merchant=merchant)

    assert added() == {"1": 0, "3": 30}
    assert sum(points for _kind, points in log()) == 60 + 60


def test_a_cut_order_stays_cut_and_a_larger_one_takes_no_more_than_is_left(merchant: Merchant) -> None:
    make_rule()
    start(merchant, budget_points=100)
    receive(bought("1", 60), bought("2", 60), merchant=merchant)

    receive(edited("1", money=amounts(90_00)), merchant=merchant)
    receive(cancelled("1"), edited("2", money=amounts(80_00)), merchant=merchant)

    assert added() == {"1": 0, "2": 40}


def test_a_refund_of_a_cut_order_is_computed_with_what_was_left_for_it(merchant: Merchant) -> None:
    make_rule()
    start(merchant, budget_points=20)

    receive(
        bought("1", 50), refunded("1", goods=10_00), refunded("1", name="r2", goods=30_00), merchant=merchant
    )

    assert log() == [("earn_order", 70), ("earn_adjust", -10), ("earn_adjust", -40)]
    assert added() == {"1": 10}


def test_guests_and_the_excluded_spend_nothing(merchant: Merchant) -> None:
    make_rule()
    start(merchant, budget_points=100)
    receive(bought("1", 50), paid("2", by=GUEST, money=amounts(50_00)), merchant=merchant)
    customer = PointsAccount.objects.exclude(balance=0).get().customer
    flows.customer_excluded(customer, reason="", by=None, at=day(2))

    receive(bought("3", 20), edited("1", money=amounts(90_00)), merchant=merchant)

    assert added() == {"1": 50}
    assert log() == [("earn_order", 100)]


def test_what_a_campaign_adds_is_measured_after_limits_and_caps(merchant: Merchant) -> None:
    make_rule(cap_points=80, cap_period="day")
    make_rule(points=2, limit_count=1, limit_period="day")
    start(merchant, budget_points=1000)

    receive(bought("1", 50), bought("2", 50), merchant=merchant)

    assert log() == [("earn_order", 80), ("earn_order", 200)]
    assert added() == {"1": 30 + 100}


def test_where_the_best_rule_counts_alone_only_its_lead_is_spent(merchant: Merchant) -> None:
    flows.program_changed(merchant, {"stacking": Stacking.BEST}, by=None, at=day(0))
    boosted, _plain = make_rule(), make_rule(points=2)
    start(merchant, multiplier=Decimal(3), rule_ids=(boosted.pk,), budget_points=60)

    receive(bought("1", 50), bought("2", 50), merchant=merchant)

    assert log() == [("earn_order", 150), ("earn_order", 110)]
    assert added() == {"1": 50, "2": 10}


def test_several_rules_share_what_is_left_the_oldest_first(merchant: Merchant) -> None:
    make_rule()
    make_rule(points=2)
    start(merchant, budget_points=60)

    receive(bought("1", 50), merchant=merchant)

    assert log() == [("earn_order", 100), ("earn_order", 110)]


def test_extra_points_come_out_of_the_budget_too(merchant: Merchant) -> None:
    make_rule()
    start(merchant, multiplier=Decimal(1), extra_points=100, budget_points=150)

    receive(bought("1", 5), bought("2", 5), bought("3", 5), merchant=merchant)

    assert log() == [("earn_order", 105), ("earn_order", 55), ("earn_order", 5)]


@pytest.mark.parametrize(
    ("overlap", "totals", "shares"),
    [
        (Overlap.BEST, [150, 100, 100], [{"without": 50, "with": 50}, {"without": 50, "with": 0}]),
        (Overlap.MULTIPLY, [170, 100, 100], [{"without": 50, "with": 70}, {"without": 50, "with": 0}]),
    ],
)
def test_campaigns_without_a_budget_come_first(
    merchant: Merchant, overlap: Overlap, totals: list[int], shares: list[dict[str, int]]
) -> None:
    make_rule()
    budget = 50 if overlap == Overlap.BEST else 70
    limited = start(merchant, multiplier=Decimal(3), overlap=overlap, budget_points=budget)
    free = start(merchant, overlap=overlap)

    receive(*(bought(str(number), 50) for number in range(3)), merchant=merchant)

    given = {(one.campaign_id, one.order.external_id): one.points for one in CampaignBonus.objects.all()}
    assert [points for _kind, points in log()] == totals
    for number, share in enumerate(shares):
        assert given[free.pk, str(number)] == share["without"]
        assert given.get((limited.pk, str(number)), 0) == share["with"]


def test_where_one_budget_does_not_reach_the_next_campaign_still_gives_its_own(merchant: Merchant) -> None:
    make_rule()
    start(merchant, multiplier=Decimal(3), budget_points=5)
    second = start(merchant, budget_points=1000)

    receive(bought("1", 100), bought("2", 100), merchant=merchant)

    assert log() == [("earn_order", 200), ("earn_order", 200)]
    assert uses_of_campaigns([second.pk], merchant_id=merchant.pk)[second.pk] == (95 + 100, 2, 1)


def test_a_budget_that_comes_later_counts_what_was_added_before(merchant: Merchant) -> None:
    make_rule()
    campaign = start(merchant)
    receive(bought("1", 50), merchant=merchant)

    terms = CampaignTerms("Weekend", day(-1), day(8), multiplier=Decimal(2), budget_points=60)
    flows.campaign_revised(campaign, terms=terms, by=None, at=day(1))
    receive(bought("2", 50), merchant=merchant)

    assert added() == {"1": 50, "2": 10}


def test_the_explanation_says_what_was_left(merchant: Merchant) -> None:
    make_rule()
    campaign = start(merchant, budget_points=20)
    receive(bought("1", 50), bought("2", 50), merchant=merchant)

    accounts = [one.explanation["rules"][0] for one in Settlement.objects.order_by("order_id")]

    assert [(one["points"], one["budgets"]) for one in accounts] == [
        (70, [[campaign.pk, 50, 20]]),
        (50, [[campaign.pk, 50, 0]]),
    ]
    assert "campaigns" not in accounts[0]


def test_a_campaign_may_add_less_than_nothing(merchant: Merchant) -> None:
    make_rule()
    start(merchant, multiplier=Decimal("0.5"))

    receive(bought("1", 50), merchant=merchant)

    assert added() == {"1": -25}


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"budget_points": 0}, "Set aside"),
        ({"budget_points": 5, "multiplier": Decimal("0.5")}, "spends nothing"),
    ],
)
def test_a_budget_that_makes_no_sense_is_refused(
    merchant: Merchant, said: dict[str, Any], reason: str
) -> None:
    with pytest.raises(InvalidCampaign, match=reason) as refusal:
        start(merchant, **said)

    assert refusal.value.details["field"] == "budget_points"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("lock", "is_right"),
    [(bonuses.LOCK_BUDGETS, True), ("SELECT %s, %s::bigint[]", False)],
    ids=["locked", "not locked"],
)
def test_ten_orders_at_once_never_spend_more_than_the_budget(
    lock: str, is_right: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bonuses, "LOCK_BUDGETS", lock)
    merchant = make_merchant()
    people = [replace(ADA, external_id=f"ada-{n}", email=f"ada{n}@example.com") for n in range(10)]
    with scope(merchant=merchant):
        make_rule()
        start(merchant, budget_points=130)
        receive(
            *(placed(str(n), by=who, money=amounts(50_00)) for n, who in enumerate(people)), merchant=merchant
        )

    results = send_at_once(merchant, *([paid(str(n), by=who)] for n, who in enumerate(people)))

    with scope(merchant=merchant):
        assert results == [None] * 10
        assert (sum(added().values()) == 130) is is_right
        assert sum(points for _kind, points in log()) == 500 + sum(added().values())
    assert differences() == []
