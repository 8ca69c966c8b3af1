"""A change shows who would move before it moves them."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty import flows
from loyalty.audit.models import AuditEvent
from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.points.models import Kind, PointsTransaction
from tests.cast import MONDAY, make_customer, make_order, make_tiers
from tests.vip.moves import moves, on, tier_name
from vip.actions import ChangeIsOver, ChangeUnderWay, InvalidVip, VipChangedMeanwhile
from vip.models import Basis, Period, TierEntry, TierMove, VipChange, VipPhase
from vip.queries import members_by_tier, terms_in_force
from vip.queries.previews import Preview
from vip.snapshots import TierTerms, VipTerms

LATER = on("2026-03-20")


def plan(merchant: Merchant, terms: VipTerms, *, size: int = 5000) -> VipChange:
    change = flows.vip_change_planned(merchant, terms, by=None, at=LATER)
    while flows.vip_change_checked(change, at=LATER, size=size):
        pass
    return change


def confirm(change: VipChange, *, gives_rewards: bool = True, size: int = 5000) -> None:
    flows.vip_change_confirmed(change, gives_rewards=gives_rewards, by=None, at=LATER)
    while flows.vip_change_applied(change, at=LATER, size=size):
        pass


def make_buyers(*cents: int) -> list[Customer]:
    buyers = [make_customer(first_name=f"Ada{number}") for number, _cents in enumerate(cents)]
    for buyer, spent in zip(buyers, cents, strict=True):
        if spent:
            make_order(buyer, goods_cents=spent)
    return buyers


def cheaper(terms: VipTerms) -> VipTerms:
    """Gold from 300.00 on, with 50 points for entering."""
    bronze, silver, gold = terms.tiers
    return replace(terms, tiers=(bronze, silver, replace(gold, milestone=300_00, entry_points=50)))


def test_the_preview_says_what_the_change_does(merchant: Merchant) -> None:
    terms = make_tiers()
    buyers = make_buyers(0, 250_00, 300_00, 499_00, 700_00)
    silver, gold = terms.tiers[1].id, terms.tiers[2].id

    change = plan(merchant, cheaper(terms), size=2)
    preview = Preview.from_json(change.preview)
    untouched = [tier_name(buyer) for buyer in buyers]
    confirm(change, size=2)

    assert preview.moves == {(silver, gold): 2}
    assert preview.sample == {(silver, gold): [buyers[2].pk, buyers[3].pk]}
    assert (preview.looked_at, preview.entries) == (5, {gold: 2})
    assert untouched == ["Bronze", "Silver", "Silver", "Silver", "Gold"]
    assert [tier_name(buyer) for buyer in buyers] == ["Bronze", "Silver", "Gold", "Gold", "Gold"]
    assert PointsTransaction.objects.filter(kind=Kind.TIER_ENTRY).count() == 2
    assert moves(buyers[2])[-1] == ("Silver", "Gold", "settings", "2026-03-20")


def test_rewards_that_are_held_back_stay_so(merchant: Merchant) -> None:
    terms = make_tiers()
    (ada,) = make_buyers(300_00)

    confirm(plan(merchant, cheaper(terms)), gives_rewards=False)

    assert tier_name(ada) == "Gold"
    assert not PointsTransaction.objects.filter(kind=Kind.TIER_ENTRY).exists()
    assert TierEntry.objects.get().is_given is False


def test_switching_on_counts_what_was_bought_before(merchant: Merchant) -> None:
    buyers = make_buyers(0, 250_00)

    make_tiers(at=LATER)

    assert [tier_name(buyer) for buyer in buyers] == ["Bronze", "Silver"]


def test_switched_off_nobody_holds_a_tier(merchant: Merchant) -> None:
    terms = make_tiers()
    (ada,) = make_buyers(250_00)

    confirm(plan(merchant, replace(terms, is_on=False)))

    assert (tier_name(ada), members_by_tier(merchant.pk)) == (None, {})


def test_a_tier_taken_away_leaves_its_holders_in_the_next_lower(merchant: Merchant) -> None:
    terms = make_tiers()
    (ada,) = make_buyers(250_00)

    confirm(plan(merchant, replace(terms, tiers=(terms.tiers[0], terms.tiers[2]))))

    assert moves(ada)[-1] == ("Silver", "Bronze", "settings", "2026-03-20")


def test_who_goes_down_from_a_tier_taken_away_enters_nothing(merchant: Merchant) -> None:
    terms = make_tiers()
    (ada,) = make_buyers(250_00)
    generous = replace(terms.tiers[0], entry_points=50)

    confirm(plan(merchant, replace(terms, tiers=(generous, terms.tiers[2]))))

    assert not TierMove.objects.get(customer=ada, transition__cause="settings").transition.is_up
    assert not TierEntry.objects.filter(customer=ada).exists()


def test_milestones_can_swap_places(merchant: Merchant) -> None:
    terms = make_tiers()
    bronze, silver, gold = terms.tiers
    swapped = (bronze, replace(silver, milestone=500_00), replace(gold, milestone=200_00))

    confirm(plan(merchant, replace(terms, tiers=swapped)))

    assert [tier.name for tier in terms_in_force(merchant.pk).tiers] == ["Bronze", "Gold", "Silver"]


def test_a_change_made_from_an_older_version_is_refused(merchant: Merchant) -> None:
    terms = make_tiers()
    change = plan(merchant, cheaper(terms))
    flows.vip_changed(merchant, replace(terms, grace_days=3), by=None, at=LATER)

    with pytest.raises(VipChangedMeanwhile):
        confirm(change)

    change.refresh_from_db()
    assert change.phase == VipPhase.CHECKED


def test_one_change_is_applied_at_a_time(merchant: Merchant) -> None:
    terms = make_tiers()
    first, second = plan(merchant, cheaper(terms)), plan(merchant, cheaper(terms))
    flows.vip_change_confirmed(first, gives_rewards=True, by=None, at=LATER)

    with pytest.raises(ChangeUnderWay):
        flows.vip_change_confirmed(second, gives_rewards=True, by=None, at=LATER)


def test_a_change_is_made_once(merchant: Merchant) -> None:
    change = plan(merchant, cheaper(make_tiers()))
    confirm(change)

    with pytest.raises(ChangeIsOver):
        confirm(change)


def test_what_changed_is_written_down(merchant: Merchant) -> None:
    terms = make_tiers()

    flows.vip_changed(merchant, replace(terms, grace_days=3), by=None, at=LATER)

    event = AuditEvent.objects.filter(action="vip.changed").latest("pk")
    assert (event.before["grace_days"], event.after["grace_days"]) == (0, 3)


@pytest.mark.parametrize(
    ("change", "field", "place"),
    [
        ({"tiers": ()}, "is_on", None),
        ({"period": Period.ROLLING_DAYS}, "rolling_days", None),
        ({"rolling_days": 30}, "period", None),
        ({"grace_days": 366}, "grace_days", None),
        ({"tiers": (TierTerms("A", 1), TierTerms("B", 1))}, "milestone", 1),
        ({"tiers": (TierTerms("Gold", 1), TierTerms("gold", 2))}, "name", 1),
        ({"tiers": (TierTerms(" ", 1),)}, "name", 0),
        ({"tiers": (TierTerms("A", 1, entry_reward_ids=(4711,)),)}, "entry_reward_ids", None),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(
    merchant: Merchant, change: dict[str, object], field: str, place: int | None
) -> None:
    terms = replace(VipTerms(is_on=True, basis=Basis.SPEND, tiers=(TierTerms("A", 0),)), **change)  # type: ignore[arg-type]  # any field

    with pytest.raises(InvalidVip) as refused:
        flows.vip_change_planned(merchant, terms, by=None, at=MONDAY)

    assert (refused.value.details["field"], refused.value.details["tier"]) == (field, place)


def test_a_chunk_takes_as_many_statements_whatever_its_size(merchant: Merchant) -> None:
    terms = make_tiers()
    make_buyers(*[300_00] * 12)
    change = flows.vip_change_planned(merchant, cheaper(terms), by=None, at=LATER)

    checks = [_statements(partial(flows.vip_change_checked, change, at=LATER, size=size)) for size in (2, 10)]
    flows.vip_change_checked(change, at=LATER)
    flows.vip_change_confirmed(change, gives_rewards=True, by=None, at=LATER)
    applied = [
        _statements(partial(flows.vip_change_applied, change, at=LATER, size=size)) for size in (2, 10)
    ]

    assert checks[0] == checks[1]
    assert applied[0] == applied[1]


def _statements(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)
