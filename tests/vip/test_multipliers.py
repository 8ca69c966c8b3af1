"""Orders earn at the tier held before them, whatever comes when."""

from decimal import Decimal

from earning.models import Settlement
from loyalty import flows
from loyalty.merchants.models import Merchant
from loyalty.points.queries import balance_of
from tests.cast import make_customer, make_order, make_rule, make_tiers
from tests.flows.shop import amounts, day, paid, refunded
from vip.snapshots import TierTerms

TIERS = (TierTerms("Bronze", 0), TierTerms("Gold", 500_00, multiplier=Decimal("1.5")))
LIFTING = paid("1", on=1, money=amounts(500_00))
NEXT = paid("2", on=2, money=amounts(33_00))


def test_the_order_that_lifts_earns_at_the_tier_before(merchant: Merchant) -> None:
    make_rule()
    make_tiers(merchant, *TIERS)
    ada = make_customer(external_id="ada")

    flows.orders_changed([LIFTING], merchant=merchant, at=day(1))
    lifted = balance_of(ada)
    flows.orders_changed([NEXT], merchant=merchant, at=day(2))

    assert (lifted, balance_of(ada)) == (500, 549)


def test_an_order_that_comes_late_lifts_those_after_it(merchant: Merchant) -> None:
    make_rule()
    make_tiers(merchant, *TIERS)
    ada = make_customer(external_id="ada")

    flows.orders_changed([NEXT], merchant=merchant, at=day(3))
    flows.orders_changed([LIFTING], merchant=merchant, at=day(4))

    assert balance_of(ada) == 549


def test_one_batch_ends_as_one_after_the_other(merchant: Merchant) -> None:
    make_rule()
    make_tiers(merchant, *TIERS)
    ada = make_customer(external_id="ada")

    flows.orders_changed([NEXT, LIFTING], merchant=merchant, at=day(3))

    assert balance_of(ada) == 549


def test_a_refund_of_what_lifted_leaves_what_was_bought_since(merchant: Merchant) -> None:
    make_rule()
    make_tiers(merchant, *TIERS)
    ada = make_customer(external_id="ada")
    flows.orders_changed([LIFTING, NEXT], merchant=merchant, at=day(2))

    flows.orders_changed([refunded("1", on=4, goods=500_00)], merchant=merchant, at=day(4))
    flows.orders_changed([paid("3", on=5, money=amounts(10_00))], merchant=merchant, at=day(5))

    assert balance_of(ada) == 49 + 10


def test_the_multiplier_stays_with_the_order(merchant: Merchant) -> None:
    make_rule()
    terms = make_tiers(merchant, *TIERS)
    ada = make_customer(external_id="ada")
    flows.orders_changed([LIFTING, NEXT], merchant=merchant, at=day(2))

    dearer = tuple(
        TierTerms(tier.name, tier.milestone, id=tier.id, multiplier=Decimal(3)) for tier in terms.tiers
    )
    make_tiers(merchant, *dearer, at=day(3))
    flows.orders_changed([refunded("2", on=4, goods=13_00)], merchant=merchant, at=day(4))

    assert balance_of(ada) == 500 + 30


def test_the_account_of_an_order_names_the_tier(merchant: Merchant) -> None:
    make_rule()
    make_tiers(merchant, *TIERS)
    ada = make_customer(external_id="ada")
    make_order(ada, external_id="1", goods_cents=500_00, at=day(1))

    order = make_order(ada, external_id="2", goods_cents=10_00, at=day(2))

    account = Settlement.objects.get(order=order).explanation["rules"][0]
    assert (account["tier"], account["times"], account["points"]) == (["Gold", "3/2"], "3/2", 15)


def test_no_tier_is_kept_where_none_matters(merchant: Merchant) -> None:
    make_rule()
    make_tiers(merchant, TierTerms("Gold", 500_00))
    make_customer(external_id="ada")

    flows.orders_changed([LIFTING], merchant=merchant, at=day(1))

    assert Settlement.objects.get().kept == {}
