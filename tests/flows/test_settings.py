"""The programme's settings, each in the smallest order that shows it."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django_scopes import scope

from earning.actions import ActivityFacts
from earning.conditions import Categories
from earning.models import Award, Settlement
from loyalty import flows
from loyalty.audit.models import AuditEvent
from loyalty.customers.snapshots import CustomerFacts
from loyalty.merchants.actions import InvalidSetting
from loyalty.merchants.models import Merchant, Program
from loyalty.orders.snapshots import LineFacts, ReturnedLine
from loyalty.points.models import PointsAccount
from tests.cast import make_adjustment, make_customer, make_merchant, make_rule, make_user
from tests.flows.shop import GUEST, amounts, cancelled, day, edited, log, paid, placed, receive, refunded

OIL = LineFacts("oil", 2, 10_00, discount_cents=2_00, categories=("food",), product="olive oil")
MUG = LineFacts("mug", 1, 30_00, categories=("kitchen",))


@pytest.fixture
def merchant(db: None) -> Iterator[Merchant]:
    olives = make_merchant()
    with scope(merchant=olives):
        yield olives


def change(merchant: Merchant, **changes: Any) -> None:
    flows.program_changed(merchant, changes, by=None, at=day(0))


class TestChanging:
    def test_a_change_is_in_force_and_on_record(self, merchant: Merchant) -> None:
        olive = make_user("Olive")

        flows.program_changed(
            merchant, {"stacking": "best", "holding_days": 0, "earns_on_tax": True}, by=olive, at=day(1)
        )

        program = Program.objects.get()
        event = AuditEvent.objects.get(action="program.changed")
        assert (program.stacking, program.earns_on_tax) == ("best", True)
        assert event.actor == olive
        assert event.before == {"stacking": "add", "earns_on_tax": False}
        assert event.after == {"stacking": "best", "earns_on_tax": True}

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("stacking", "worst"),
            ("rounding", ""),
            ("award_on", "shipped"),
            ("holding_days", -1),
            ("holding_days", 366),
            ("excluded_categories", "food"),
            ("excluded_products", [""]),
            ("currency_rates", {"JPY": {"points": 0, "amount_cents": 1}}),
            ("currency_rates", {"yen": {"points": 1, "amount_cents": 1}}),
            ("currency_rates", {"JPY": {"points": 1}}),
            ("currency_rates", {"EUR": {"points": 1, "amount_cents": 100}}),
            ("claim_guest_orders_days", "soon"),
            ("currency", "SEK"),
        ],
    )
    def test_what_is_not_possible_is_refused_at_its_field(
        self, merchant: Merchant, field: str, value: object
    ) -> None:
        with pytest.raises(InvalidSetting) as refusal:
            flows.program_changed(merchant, {"earns_on_tax": True, field: value}, by=None, at=day(1))

        assert refusal.value.details["field"] == field
        assert str(refusal.value)
        assert not Program.objects.get().earns_on_tax

    def test_orders_settled_before_keep_the_settings_of_then(self, merchant: Merchant) -> None:
        make_rule()
        receive(paid(money=amounts(50_00, shipping_cents=10_00)), merchant=merchant)

        change(merchant, earns_on_shipping=True)
        receive(refunded(goods=20_00), merchant=merchant)

        assert log() == [("earn_order", 50), ("earn_adjust", -20)]


class TestStacking:
    def test_the_best_rule_alone_gives_and_the_account_says_what_it_beat(self, merchant: Merchant) -> None:
        change(merchant, stacking="best")
        fixed, per_amount = make_rule(value_type="fixed", points=30), make_rule(points=1)

        receive(paid(money=amounts(50_00)), merchant=merchant)

        assert log() == [("earn_order", 50)]
        assert Settlement.objects.get().explanation["rules"] == [
            {"rule": fixed.pk, "version": 1, "points": 0, "beaten": 30},
            {"rule": per_amount.pk, "version": 1, "points": 50},
        ]

    def test_a_refund_may_make_another_rule_the_best(self, merchant: Merchant) -> None:
        change(merchant, stacking="best")
        make_rule(value_type="fixed", points=30)
        make_rule(points=1)

        receive(paid(money=amounts(50_00)), refunded(goods=40_00), merchant=merchant)

        assert PointsAccount.objects.get().balance == 30


class TestBasis:
    def test_prices_before_discounts_earn_and_refunds_count_in_proportion(self, merchant: Merchant) -> None:
        change(merchant, earns_before_discount=True)
        make_rule()

        receive(paid(money=amounts(50_00, discount_cents=10_00)), refunded(goods=20_00), merchant=merchant)
        receive(refunded(name="r2", goods=20_00), merchant=merchant)

        assert log() == [("earn_order", 50), ("earn_adjust", -25), ("earn_adjust", -25)]

    def test_returned_lines_leave_at_their_price_before_discounts(self, merchant: Merchant) -> None:
        change(merchant, earns_before_discount=True)
        make_rule()

        receive(paid(money=amounts(0, OIL, MUG)), refunded(back=(ReturnedLine("oil", 1),)), merchant=merchant)

        assert log() == [("earn_order", 50), ("earn_adjust", -10)]

    def test_a_line_that_cost_nothing_earns_its_price_until_it_is_returned(self, merchant: Merchant) -> None:
        change(merchant, earns_before_discount=True)
        make_rule()
        free = replace(MUG, discount_cents=30_00)

        receive(paid(money=amounts(0, free)), refunded(back=(ReturnedLine("mug", 1),)), merchant=merchant)

        assert log() == [("earn_order", 30), ("earn_adjust", -30)]

    def test_shipping_and_tax_earn_and_shrink_with_what_comes_back(self, merchant: Merchant) -> None:
        change(merchant, earns_on_shipping=True, earns_on_tax=True)
        make_rule()

        receive(paid(money=amounts(40_00, shipping_cents=5_00, tax_cents=10_00)), merchant=merchant)
        receive(refunded(goods=20_00), merchant=merchant)

        assert log() == [("earn_order", 55), ("earn_adjust", -25)]

    def test_a_rule_for_certain_goods_gives_nothing_for_shipping(self, merchant: Merchant) -> None:
        change(merchant, earns_on_shipping=True)
        make_rule(conditions=(Categories(("food",)),))

        receive(paid(money=amounts(0, OIL, MUG, shipping_cents=5_00)), merchant=merchant)

        assert log() == [("earn_order", 18)]

    @pytest.mark.parametrize(
        "excluded",
        [
            {"excluded_categories": ["kitchen"]},
            {"excluded_products": ["mug"]},
        ],
    )
    def test_excluded_goods_never_earn(self, merchant: Merchant, excluded: dict[str, list[str]]) -> None:
        change(merchant, **excluded)
        make_rule()

        receive(paid(money=amounts(0, OIL, MUG)), merchant=merchant)

        assert log() == [("earn_order", 18)]


class TestCurrencies:
    RATES = {"JPY": {"points": 2, "amount_cents": 150}}

    def test_a_currency_with_a_rate_of_its_own_needs_no_conversion(self, merchant: Merchant) -> None:
        change(merchant, currency_rates=self.RATES)
        make_rule(points=7)

        receive(paid(money=amounts(3000, currency="JPY")), refunded(goods=1500), merchant=merchant)

        assert log() == [("earn_order", 40), ("earn_adjust", -20)]

    def test_one_without_is_converted_or_earns_nothing(self, merchant: Merchant) -> None:
        change(merchant, currency_rates=self.RATES)
        make_rule(points=1)

        receive(
            paid("1", money=amounts(100_00, currency="SEK", fx_rate=Decimal("0.1"))),
            paid("2", money=amounts(100_00, currency="SEK")),
            merchant=merchant,
        )

        assert log() == [("earn_order", 10)]


class TestWhenOrdersAreAwarded:
    def test_placed_orders_earn_when_they_are_placed_and_not_again_when_paid(
        self, merchant: Merchant
    ) -> None:
        change(merchant, award_on="created")
        make_rule()

        receive(placed(money=amounts(50_00)), paid(), cancelled(), merchant=merchant)

        assert log() == [("earn_order", 50), ("earn_adjust", -50)]
        assert Award.objects.get().occurred_at == day(0)

    def test_orders_earn_when_they_are_sent(self, merchant: Merchant) -> None:
        change(merchant, award_on="fulfilled")
        make_rule()
        receive(paid(money=amounts(50_00)), merchant=merchant)
        before = log()

        receive(replace(placed(money=amounts(50_00)), fulfilled_at=day(3)), merchant=merchant)

        assert (before, log()) == ([], [("earn_order", 50)])
        assert Award.objects.get().occurred_at == day(3)


class TestClamp:
    def test_a_refund_takes_no_more_than_there_is_and_never_the_rest(self, merchant: Merchant) -> None:
        change(merchant, refund_negative="clamp")
        make_rule()
        receive(paid(money=amounts(100_00)), merchant=merchant)
        ada = make_customer(external_id="ada")
        make_adjustment(ada, points=-70)

        receive(refunded(goods=100_00), merchant=merchant)
        make_adjustment(ada, points=500)
        receive(refunded(name="r2", goods=1), merchant=merchant)

        assert log() == [("earn_order", 100), ("adjust", -70), ("earn_adjust", -30), ("adjust", 500)]
        assert (Award.objects.get().points, Award.objects.get().forgiven) == (70, 70)

    def test_what_was_kept_counts_when_the_order_grows_again(self, merchant: Merchant) -> None:
        change(merchant, refund_negative="clamp")
        make_rule()
        receive(paid(money=amounts(100_00)), merchant=merchant)
        make_adjustment(make_customer(external_id="ada"), points=-100)

        receive(edited(money=amounts(40_00)), merchant=merchant)
        receive(edited(on=3, money=amounts(70_00)), edited(on=4, money=amounts(120_00)), merchant=merchant)

        assert log() == [("earn_order", 100), ("adjust", -100), ("earn_adjust", 20)]

    def test_two_orders_that_come_back_at_once_share_what_there_is(self, merchant: Merchant) -> None:
        change(merchant, refund_negative="clamp")
        make_rule()
        receive(*(paid(order, money=amounts(50_00)) for order in "12"), merchant=merchant)
        make_adjustment(make_customer(external_id="ada"), points=-30)

        flows.orders_changed([refunded(order, goods=50_00) for order in "12"], merchant=merchant, at=day(9))

        assert PointsAccount.objects.get().balance == 0

    def test_a_revoked_activity_takes_no_more_than_there_is(self, merchant: Merchant) -> None:
        change(merchant, refund_negative="clamp")
        make_rule(action="review", points=50)
        make_rule(action="review", points=20)
        ada = make_customer(external_id="ada")
        activity = flows.activity_received(ada, facts=ActivityFacts("r", "review", "1", day(1)), at=day(1))
        make_adjustment(ada, points=-10)

        flows.activity_revoked(activity, at=day(2))

        assert log()[3:] == [("reverse", -50), ("reverse", -10)]


class TestGuests:
    def test_guests_earn_where_everybody_takes_part(self, merchant: Merchant) -> None:
        change(merchant, participants="all")
        make_rule()

        receive(paid(by=GUEST, money=amounts(40_00)), merchant=merchant)

        assert log() == [("earn_order", 40)]

    def test_a_new_member_claims_what_they_bought_shortly_before(self, merchant: Merchant) -> None:
        change(merchant, claim_guest_orders_days=7)
        make_rule()
        receive(paid("1", on=1, by=GUEST, money=amounts(10_00)), merchant=merchant)
        receive(paid("2", on=4, by=GUEST, money=amounts(40_00)), merchant=merchant)

        joined = CustomerFacts("shop", "g", GUEST.email, has_account=True, account_created_at=day(10))
        flows.customer_joined(joined, merchant=merchant, at=day(10))

        assert log() == [("earn_order", 40)]
