"""From what the shop says to what the ledger holds."""

from dataclasses import replace
from decimal import Decimal

import pytest

from earning.actions import RuleTerms, revise_rule, set_rule_active
from earning.models import Award, Settlement, ValueType
from loyalty import flows
from loyalty.merchants.models import Merchant, Rounding
from loyalty.orders.actions import InvalidAmount
from loyalty.orders.models import Order
from loyalty.orders.snapshots import AmountFacts, LineFacts, OrderFacts, ReturnedLine
from loyalty.outbox.models import Fact
from tests.cast import make_customer, make_rule
from tests.flows.shop import ADA, GUEST, amounts, cancelled, day, edited, log, paid, placed, receive, refunded


def test_goods_after_discounts_earn_when_they_are_paid(merchant: Merchant) -> None:
    make_rule()

    receive(
        placed(money=amounts(25_50, discount_cents=5_00, shipping_cents=4_00, tax_cents=3_00)),
        merchant=merchant,
    )
    before = log()
    receive(paid(), merchant=merchant)

    assert before == []
    assert log() == [("earn_order", 20)]


def test_nothing_is_posted_for_an_order_that_is_worth_nothing(merchant: Merchant) -> None:
    make_rule()

    receive(paid(money=amounts(20_00, discount_cents=25_00)), merchant=merchant)

    assert log() == []


def test_every_rule_gives_and_rounds_by_itself(merchant: Merchant) -> None:
    make_rule(points=3, amount_cents=2_00)
    make_rule(points=5, amount_cents=10_00, has_whole_units=True)
    make_rule(value_type=ValueType.FIXED, points=7)

    receive(paid(money=amounts(19_99)), merchant=merchant)

    assert log() == [("earn_order", 29), ("earn_order", 5), ("earn_order", 7)]


@pytest.mark.parametrize(
    ("rounding", "points"), [(Rounding.FLOOR, 10), (Rounding.HALF_UP, 11), (Rounding.CEIL, 11)]
)
def test_the_programme_says_how_fractions_are_treated(
    merchant: Merchant, rounding: Rounding, points: int
) -> None:
    make_rule()
    flows.program_changed(merchant, {"rounding": rounding}, by=None, at=day(0))

    receive(paid(money=amounts(10_50)), merchant=merchant)

    assert log() == [("earn_order", points)]


def test_gift_cards_that_are_bought_earn_nothing(merchant: Merchant) -> None:
    make_rule()
    shirt, card = LineFacts("shirt", 1, 30_00), LineFacts("card", 1, 50_00, is_gift_card=True)

    receive(paid(money=amounts(0, shirt, card)), merchant=merchant)

    assert log() == [("earn_order", 30)]


def test_an_order_discount_is_shared_by_gift_cards_too(merchant: Merchant) -> None:
    make_rule()
    shirt, card = LineFacts("shirt", 1, 30_00), LineFacts("card", 1, 50_00, is_gift_card=True)

    receive(paid(money=amounts(0, shirt, card, discount_cents=8_00)), merchant=merchant)

    assert log() == [("earn_order", 27)]


def test_an_order_that_says_only_that_it_is_paid_earns(merchant: Merchant) -> None:
    make_rule()

    receive(replace(paid(money=amounts(10_00)), paid_at=None), merchant=merchant)

    assert log() == [("earn_order", 10)]


class TestRefunds:
    def test_steps_end_where_one_computation_on_the_rest_ends(self, merchant: Merchant) -> None:
        make_rule()

        receive(paid(money=amounts(10_50)), merchant=merchant)
        for n in range(3):
            receive(refunded(name=f"r{n}", goods=60), merchant=merchant)

        assert log() == [("earn_order", 10), ("earn_adjust", -1), ("earn_adjust", -1)]

    def test_a_returned_unit_takes_its_share_of_the_order_discount(self, merchant: Merchant) -> None:
        make_rule()
        oil, salt = LineFacts("oil", 2, 25_00), LineFacts("salt", 1, 50_00)

        receive(paid(money=amounts(0, oil, salt, discount_cents=10_00)), merchant=merchant)
        receive(refunded(back=(ReturnedLine("oil", 1),)), merchant=merchant)

        assert log() == [("earn_order", 90), ("earn_adjust", -23)]

    def test_units_and_money_for_the_same_goods_count_once(self, merchant: Merchant) -> None:
        make_rule()
        oil = LineFacts("oil", 4, 25_00)

        receive(paid(money=amounts(0, oil)), merchant=merchant)
        receive(refunded(goods=25_00, back=(ReturnedLine("oil", 1),)), merchant=merchant)
        receive(refunded(name="r2", goods=30_00, back=(ReturnedLine("oil", 1),)), merchant=merchant)

        assert log() == [("earn_order", 100), ("earn_adjust", -25), ("earn_adjust", -30)]

    def test_no_more_units_come_back_than_were_bought(self, merchant: Merchant) -> None:
        make_rule()

        receive(
            paid(money=amounts(0, LineFacts("oil", 2, 25_00), LineFacts("salt", 1, 50_00))), merchant=merchant
        )
        receive(refunded(back=(ReturnedLine("oil", 5), ReturnedLine("pepper", 1))), merchant=merchant)

        assert log() == [("earn_order", 100), ("earn_adjust", -50)]

    def test_a_returned_gift_card_takes_nothing_back(self, merchant: Merchant) -> None:
        make_rule()
        shirt, card = LineFacts("shirt", 1, 30_00), LineFacts("card", 1, 50_00, is_gift_card=True)

        receive(paid(money=amounts(0, shirt, card)), merchant=merchant)
        receive(refunded(back=(ReturnedLine("card", 1),)), merchant=merchant)

        assert log() == [("earn_order", 30)]

    def test_more_money_back_than_was_paid_ends_at_zero(self, merchant: Merchant) -> None:
        make_rule()

        receive(paid(money=amounts(50_00)), refunded(goods=80_00), merchant=merchant)

        assert log() == [("earn_order", 50), ("earn_adjust", -50)]

    def test_a_fixed_reward_goes_only_with_the_last_cent(self, merchant: Merchant) -> None:
        make_rule(value_type=ValueType.FIXED, points=100)

        receive(paid(money=amounts(50_00)), refunded(goods=49_99), merchant=merchant)
        kept = log()
        receive(refunded(name="r2", goods=1), merchant=merchant)

        assert kept == [("earn_order", 100)]
        assert log() == [("earn_order", 100), ("earn_adjust", -100)]

    def test_refunds_may_take_the_balance_below_zero(self, merchant: Merchant) -> None:
        make_rule()
        ada = make_customer(external_id="ada")

        receive(paid(money=amounts(50_00)), merchant=merchant)
        flows.points_adjusted(
            ada, points=-50, description="Gift", internal_note="", key="gift", by=None, at=day(2)
        )
        receive(refunded(goods=20_00), merchant=merchant)

        ada.account.refresh_from_db()
        assert (ada.account.balance, ada.account.lifetime) == (-20, 30)

    @pytest.mark.parametrize(
        "impossible",
        [
            refunded(goods=-1),
            paid(money=amounts(-1)),
            paid(money=amounts(1, discount_cents=-1)),
            paid(money=amounts(10**15 + 1)),
            paid(money=AmountFacts("EUR", 0, lines=(LineFacts("oil", -1, 100),))),
        ],
    )
    def test_impossible_amounts_are_refused_and_nothing_is_written(
        self, merchant: Merchant, impossible: OrderFacts
    ) -> None:
        make_rule()

        with pytest.raises(InvalidAmount):
            flows.orders_changed([paid("2", money=amounts(10_00)), impossible], merchant=merchant, at=day(9))

        assert not Order.objects.exists()
        assert log() == []


class TestForeignMoney:
    def test_the_rate_on_the_order_converts_half_up(self, merchant: Merchant) -> None:
        make_rule(amount_cents=1)
        money = amounts(10_10, currency="SEK", fx_rate=Decimal("0.085"))

        receive(paid(money=money), merchant=merchant)

        assert log() == [("earn_order", 86)]

    def test_a_refund_uses_the_rate_of_the_order(self, merchant: Merchant) -> None:
        make_rule()
        receive(paid(money=amounts(5000, currency="JPY", fx_rate=Decimal("0.01"))), merchant=merchant)

        receive(refunded(goods=2000), merchant=merchant)

        assert log() == [("earn_order", 50), ("earn_adjust", -20)]

    def test_without_a_rate_nothing_is_earned_and_the_account_says_so(self, merchant: Merchant) -> None:
        make_rule()

        receive(paid(money=amounts(50_00, currency="SEK")), merchant=merchant)

        explanation = Settlement.objects.get().explanation
        assert log() == []
        assert (explanation["currency"], explanation["net_cents"], explanation["earning_cents"]) == (
            "SEK",
            50_00,
            None,
        )


class TestFrozenRules:
    def test_an_edited_rule_leaves_settled_orders_alone(self, merchant: Merchant) -> None:
        rule = make_rule(points=5)
        receive(paid(money=amounts(50_00)), merchant=merchant)

        revise_rule(rule, terms=RuleTerms("A rule", ValueType.PER_AMOUNT, 1, 1_00), by=None, at=day(2))
        receive(refunded(goods=20_00), paid("2", money=amounts(10_00)), merchant=merchant)

        assert log() == [("earn_order", 250), ("earn_adjust", -100), ("earn_order", 10)]

    def test_a_disabled_rule_still_takes_back(self, merchant: Merchant) -> None:
        rule = make_rule()
        receive(paid(money=amounts(50_00)), merchant=merchant)

        set_rule_active(rule, is_active=False, at=day(2))
        receive(refunded(goods=50_00), paid("2", money=amounts(10_00)), merchant=merchant)

        assert log() == [("earn_order", 50), ("earn_adjust", -50)]

    def test_a_new_rule_gives_nothing_for_settled_orders(self, merchant: Merchant) -> None:
        receive(paid(money=amounts(50_00)), merchant=merchant)

        make_rule(at=day(2))
        receive(edited(money=amounts(80_00)), merchant=merchant)

        assert log() == []

    def test_the_rounding_stays_with_the_order(self, merchant: Merchant) -> None:
        make_rule()
        receive(paid(money=amounts(10_50)), merchant=merchant)

        flows.program_changed(merchant, {"rounding": Rounding.CEIL}, by=None, at=day(2))
        receive(refunded(goods=1_00), paid("2", money=amounts(10_50)), merchant=merchant)

        assert log() == [("earn_order", 10), ("earn_adjust", -1), ("earn_order", 11)]

    def test_rules_count_from_payment_not_from_placing(self, merchant: Merchant) -> None:
        receive(placed(money=amounts(50_00)), merchant=merchant)

        make_rule(at=day(1))
        receive(paid(), merchant=merchant)

        assert log() == [("earn_order", 50)]

    def test_an_order_that_is_paid_again_after_cancelling_earns_again(self, merchant: Merchant) -> None:
        make_rule()

        receive(paid(money=amounts(50_00)), cancelled(on=2), paid(on=3), merchant=merchant)

        assert log() == [("earn_order", 50), ("earn_adjust", -50), ("earn_adjust", 50)]
        assert Award.objects.get().points == 50


class TestWhoEarns:
    def test_guests_earn_nothing_and_are_not_paid_later(self, merchant: Merchant) -> None:
        make_rule()
        receive(paid(by=GUEST, money=amounts(40_00)), merchant=merchant)

        make_customer(first_name="Guest", at=day(2))
        receive(edited(on=3, money=amounts(60_00)), merchant=merchant)
        receive(paid("2", on=4, by=GUEST, money=amounts(10_00)), merchant=merchant)

        assert log() == [("earn_order", 10)]

    def test_an_order_of_a_guest_that_names_an_account_earns(self, merchant: Merchant) -> None:
        make_rule()
        receive(paid(by=GUEST, money=amounts(40_00)), merchant=merchant)

        with_account = type(GUEST)("shop", "guest", "GUEST@example.com")
        receive(paid("2", by=with_account, money=amounts(10_00)), merchant=merchant)

        assert log() == [("earn_order", 10)]

    def test_an_order_of_nobody_waits_for_its_customer(self, merchant: Merchant) -> None:
        make_rule()
        receive(paid(by=None, money=amounts(40_00)), merchant=merchant)
        before = log()

        receive(paid(by=ADA), merchant=merchant)

        assert before == []
        assert log() == [("earn_order", 40)]

    def test_excluded_customers_earn_nothing_and_nothing_is_made_up_for(self, merchant: Merchant) -> None:
        make_rule()
        ada = make_customer(external_id="ada")
        flows.customer_excluded(ada, reason="Resells", by=None, at=day(0))
        receive(paid(money=amounts(40_00)), merchant=merchant)

        flows.customer_included(ada, reason="Explained", by=None, at=day(2))
        receive(edited(on=3, money=amounts(60_00)), paid("2", on=4, money=amounts(10_00)), merchant=merchant)

        assert log() == [("earn_order", 10)]

    def test_exclusion_stops_more_points_but_not_less(self, merchant: Merchant) -> None:
        make_rule()
        ada = make_customer(external_id="ada")
        receive(paid(money=amounts(40_00)), merchant=merchant)

        flows.customer_excluded(ada, reason="Resells", by=None, at=day(2))
        receive(edited(on=3, money=amounts(90_00)), refunded(on=4, goods=60_00), merchant=merchant)

        assert log() == [("earn_order", 40), ("earn_adjust", -10)]


def test_whoever_gained_points_is_announced_once_in_the_same_transaction(merchant: Merchant) -> None:
    make_rule()
    ada = make_customer(external_id="ada")
    Fact.objects.all().delete()

    orders = [paid(str(n), money=amounts(10_00)) for n in range(3)]
    flows.orders_changed([*orders, paid("9", by=GUEST, money=amounts(10_00))], merchant=merchant, at=day(9))

    assert list(Fact.objects.values_list("topic", "subject_id")) == [("customer/updated", ada.pk)]
