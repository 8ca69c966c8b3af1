"""Tiers set by hand are floors until their day."""

from datetime import date

import pytest

from loyalty import flows
from loyalty.audit.models import AuditEvent
from loyalty.customers.models import Customer
from loyalty.errors import Refused
from loyalty.merchants.models import Merchant
from tests.cast import make_customer, make_order, make_tiers, make_user
from tests.vip.moves import moves, on, tier_name, until
from tests.vip.test_reviews import GIVING, entry_points
from tests.vip.test_standings import refund
from vip.models import Tier, TierMove

AT = on("2026-03-10")


def set_gold(customer: Customer, *, until: date | None = None, gives_rewards: bool = True) -> None:
    flows.tier_set(
        customer,
        Tier.objects.get(name="Gold"),
        until=until,
        reason="A good friend",
        by=make_user("Olive"),
        at=AT,
        gives_rewards=gives_rewards,
    )


def test_a_tier_set_by_hand_holds_through_its_day(merchant: Merchant) -> None:
    make_tiers()
    ada = make_customer()

    set_gold(ada, until=date(2026, 4, 30))
    flows.tiers_kept(merchant, at=on("2026-04-30"))
    held = (tier_name(ada), until(ada))
    flows.tiers_kept(merchant, at=on("2026-05-01"))

    assert held == ("Gold", "2026-04-30")
    assert moves(ada)[1:] == [
        ("Bronze", "Gold", "hand", "2026-03-10"),
        ("Gold", "Bronze", "time", "2026-05-01"),
    ]


def test_no_refund_goes_below_it(merchant: Merchant) -> None:
    make_tiers()
    ada = make_customer()
    make_order(ada, external_id="1", goods_cents=600_00, at=on("2026-03-09"))
    set_gold(ada)

    refund("1", cents=600_00, at="2026-03-11", merchant=merchant)

    assert tier_name(ada) == "Gold"


def test_taking_it_away_brings_back_what_was_earned(merchant: Merchant) -> None:
    make_tiers()
    ada = make_customer()
    make_order(ada, goods_cents=250_00)
    set_gold(ada)

    flows.tier_set(ada, None, until=None, reason="", by=None, at=on("2026-03-12"))

    assert tier_name(ada) == "Silver"


def test_who_and_why_stand_in_history_and_audit(merchant: Merchant) -> None:
    make_tiers()
    ada = make_customer()

    set_gold(ada)

    move = TierMove.objects.select_related("transition__actor").latest("pk")
    event = AuditEvent.objects.latest("pk")
    actor = move.transition.actor
    assert (move.reason, actor and actor.name) == ("A good friend", "Olive")
    assert event.after == {"tier": "Gold", "reason": "A good friend", "until": None}


def test_entry_rewards_are_given_only_if_asked_for(merchant: Merchant) -> None:
    make_tiers(merchant, *GIVING)
    ada, bea = make_customer(), make_customer(first_name="Bea")

    set_gold(ada)
    set_gold(bea, gives_rewards=False)

    assert (entry_points(ada), entry_points(bea)) == ([100, 250], [])


def test_what_cannot_be_is_refused(merchant: Merchant) -> None:
    ada = make_customer()
    tier = Tier.objects.create(merchant=merchant, name="Stray", milestone=1, retired_at=AT)
    codes = [_refusal(ada, tier)]
    make_tiers()
    gold = Tier.objects.get(name="Gold")
    codes += [_refusal(ada, tier), _refusal(ada, gold, until=date(2026, 3, 9))]
    flows.customer_excluded(ada, reason="", by=None, at=AT)
    codes.append(_refusal(ada, gold))

    assert codes == ["vip_off", "unknown_tier", "day_is_over", "customer_excluded"]


def _refusal(customer: Customer, tier: Tier, *, until: date | None = None) -> str:
    with pytest.raises(Refused) as refused:
        flows.tier_set(customer, tier, until=until, reason="", by=None, at=AT)
    return refused.value.code
