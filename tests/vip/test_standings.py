"""Which tier is due, and through which day."""

from typing import Any

import pytest
from django_scopes import scope

from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.orders.models import OrderState
from loyalty.orders.snapshots import AmountFacts, LineFacts, OrderFacts, RefundFacts
from tests.cast import make_adjustment, make_customer, make_merchant, make_order, make_rule, make_tiers
from tests.flows.shop import GUEST, amounts, day, paid
from tests.points.lots import let_expire
from tests.vip.moves import on, tier_name, until
from vip.models import Basis, Period, SpendBasis
from vip.snapshots import TierTerms

YEAR: dict[str, Any] = {"period": Period.CALENDAR_YEAR}
ROLLING: dict[str, Any] = {"period": Period.ROLLING_DAYS, "rolling_days": 30}


def refund(order: str, *, cents: int, at: str, merchant: Merchant) -> None:
    back = RefundFacts(f"back-{at}", on(at), goods_cents=cents)
    flows.orders_changed([OrderFacts("shop", order, on(at), refunds=(back,))], merchant=merchant, at=on(at))


@pytest.mark.parametrize(("cents", "tier"), [(199_99, "Bronze"), (200_00, "Silver"), (500_00, "Gold")])
def test_a_milestone_is_reached_to_the_cent(merchant: Merchant, cents: int, tier: str) -> None:
    make_tiers()
    ada = make_customer()

    make_order(ada, goods_cents=cents)

    assert tier_name(ada) == tier


def test_a_lifetime_tier_never_ends(merchant: Merchant) -> None:
    make_tiers()
    ada = make_customer()

    make_order(ada, goods_cents=200_00)

    assert until(ada) is None


def test_a_years_tier_lasts_to_the_end_of_the_next(merchant: Merchant) -> None:
    make_tiers(**YEAR)
    ada = make_customer()

    make_order(ada, goods_cents=200_00, at=on("2026-05-01"))

    assert until(ada) == "2027-12-31"


def test_the_years_are_those_of_the_shop(db: None) -> None:
    merchant = make_merchant(timezone="America/Los_Angeles")
    with scope(merchant=merchant):
        make_tiers(**YEAR)
        ada = make_customer()

        make_order(ada, goods_cents=200_00, at=on("2027-01-01", hour=7))

        assert until(ada) == "2027-12-31"


def test_a_rolling_tier_lasts_while_enough_lies_in_the_window(merchant: Merchant) -> None:
    make_tiers(**ROLLING)
    ada = make_customer()

    make_order(ada, goods_cents=150_00, at=on("2026-04-01"))
    make_order(ada, goods_cents=150_00, at=on("2026-04-11"))
    make_order(ada, goods_cents=50_00, at=on("2026-04-21"))

    assert (tier_name(ada), until(ada)) == ("Silver", "2026-05-10")


def test_grace_runs_through_the_day_it_was_lost_on_and_so_many_more(merchant: Merchant) -> None:
    make_tiers(**ROLLING, grace_days=5)
    ada = make_customer()

    make_order(ada, goods_cents=200_00, at=on("2026-04-01"))

    assert until(ada) == "2026-05-06"


def test_a_refund_takes_the_tier_within_its_grace(merchant: Merchant) -> None:
    make_tiers(**ROLLING, grace_days=10)
    ada = make_customer()
    make_order(ada, external_id="1", goods_cents=200_00, at=on("2026-04-01"))
    flows.tiers_kept(merchant, at=on("2026-05-03"))

    refund("1", cents=1, at="2026-05-04", merchant=merchant)

    assert tier_name(ada) == "Bronze"


def test_a_refund_belongs_to_the_year_of_its_order(merchant: Merchant) -> None:
    make_tiers(**YEAR)
    ada = make_customer()
    make_order(ada, external_id="1", goods_cents=200_00, at=on("2026-12-20"))
    make_order(ada, external_id="2", goods_cents=200_00, at=on("2027-01-02"))

    refund("1", cents=200_00, at="2027-01-05", merchant=merchant)

    assert (tier_name(ada), until(ada)) == ("Silver", "2028-12-31")


def test_points_that_had_expired_are_taken_from_the_progress_too(merchant: Merchant) -> None:
    make_rule()
    let_expire(merchant, days=10)
    make_tiers(merchant, TierTerms("Fifty", 50), basis=Basis.POINTS)
    ada = make_customer()
    make_order(ada, external_id="1", goods_cents=60_00, at=on("2026-04-01"))
    flows.points_expired(merchant, at=on("2026-05-01"))

    refund("1", cents=60_00, at="2026-05-02", merchant=merchant)

    assert tier_name(ada) is None


def test_points_belong_to_the_day_on_which_they_were_first_earned(merchant: Merchant) -> None:
    make_rule()
    make_tiers(merchant, TierTerms("Fifty", 50), basis=Basis.POINTS, **YEAR)
    ada = make_customer()
    make_order(ada, external_id="1", goods_cents=60_00, at=on("2026-12-20"))
    make_order(ada, external_id="2", goods_cents=60_00, at=on("2027-01-02"))

    refund("1", cents=60_00, at="2027-01-05", merchant=merchant)

    assert (tier_name(ada), until(ada)) == ("Fifty", "2028-12-31")


def test_adjustments_and_entry_points_are_no_progress(merchant: Merchant) -> None:
    make_rule()
    tiers = (TierTerms("Ten", 10, entry_points=100), TierTerms("Hundred", 100))
    make_tiers(merchant, *tiers, basis=Basis.POINTS)
    ada = make_customer()

    make_adjustment(ada, points=500)
    make_order(ada, goods_cents=10_00)

    assert tier_name(ada) == "Ten"


def test_orders_count_while_anything_is_left_of_them(merchant: Merchant) -> None:
    make_tiers(merchant, TierTerms("Two", 2), basis=Basis.ORDERS)
    ada = make_customer()
    make_order(ada, external_id="1")
    make_order(ada, external_id="2")
    before = tier_name(ada)

    refund("2", cents=4_00, at="2026-03-05", merchant=merchant)
    after_some = tier_name(ada)
    refund("2", cents=6_00, at="2026-03-06", merchant=merchant)

    assert (before, after_some, tier_name(ada)) == ("Two", "Two", None)


def test_all_that_was_paid_counts_where_the_programme_says_so(merchant: Merchant) -> None:
    make_tiers(spend_basis=SpendBasis.TOTAL)
    ada = make_customer()

    make_order(ada, amounts=AmountFacts("EUR", 180_00, shipping_cents=10_00, tax_cents=10_00))

    assert tier_name(ada) == "Silver"


def test_gift_cards_are_not_spent_yet(merchant: Merchant) -> None:
    make_tiers()
    ada = make_customer()
    lines = (LineFacts("card", 1, 200_00, is_gift_card=True), LineFacts("oil", 1, 100_00))

    make_order(ada, amounts=AmountFacts("EUR", 300_00, lines=lines))

    assert tier_name(ada) == "Bronze"


def test_a_cancelled_order_is_not_spent(merchant: Merchant) -> None:
    make_tiers()
    ada = make_customer()
    make_order(ada, external_id="1", goods_cents=200_00)

    make_order(ada, external_id="1", goods_cents=200_00, state=OrderState.CANCELLED, at=on("2026-03-05"))

    assert tier_name(ada) == "Bronze"


def test_guests_hold_no_tier_until_they_join(merchant: Merchant) -> None:
    make_tiers()
    bought = paid(by=GUEST, money=amounts(200_00))
    flows.orders_changed([bought], merchant=merchant, at=day(2))
    guest = Customer.objects.get()
    before = tier_name(guest)

    make_customer(first_name="Guest", at=day(5))

    assert (before, tier_name(guest)) == (None, "Bronze")
