"""Who took part when an order was paid or changed, however late that is heard (S17, S18)."""

import pytest

from earning.models import Settlement
from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.customers.snapshots import CustomerFacts
from loyalty.merchants.models import Merchant
from loyalty.points.models import PointsAccount
from tests.cast import make_rule
from tests.flows.shop import ADA, GUEST, amounts, day, edited, log, paid, receive, refunded

ACCOUNT = CustomerFacts("shop", "g", GUEST.email, account_created_at=day(5))


@pytest.fixture(autouse=True)
def _rule(merchant: Merchant) -> None:
    make_rule()


def join(merchant: Merchant) -> Customer:
    return flows.customer_joined(ACCOUNT, merchant=merchant, at=day(5))


def balance() -> int:
    return PointsAccount.objects.get().balance


class TestOrdersOfGuests:
    def test_one_paid_before_joining_does_not_earn_however_late_it_is_heard_of(
        self, merchant: Merchant
    ) -> None:
        join(merchant)

        receive(paid(on=4, by=GUEST, money=amounts(40_00)), merchant=merchant)

        assert (log(), Settlement.objects.get().refusal) == ([], "guest")

    def test_one_paid_after_joining_earns_also_without_signing_in(self, merchant: Merchant) -> None:
        join(merchant)

        receive(paid(on=6, by=GUEST, money=amounts(40_00)), merchant=merchant)

        assert log() == [("earn_order", 40)]

    def test_one_may_be_claimed_by_who_joins_soon_enough(self, merchant: Merchant) -> None:
        flows.program_changed(merchant, {"claim_guest_orders_days": 2}, by=None, at=day(0))
        join(merchant)

        receive(
            paid("1", on=2, by=GUEST, money=amounts(10_00)),
            paid("2", on=3, by=GUEST, money=amounts(40_00)),
            merchant=merchant,
        )

        assert log() == [("earn_order", 40)]

    def test_one_earns_where_guests_take_part(self, merchant: Merchant) -> None:
        flows.program_changed(merchant, {"participants": "all"}, by=None, at=day(0))
        join(merchant)

        receive(paid(on=4, by=GUEST, money=amounts(40_00)), merchant=merchant)

        assert log() == [("earn_order", 40)]

    def test_an_account_that_is_newer_than_what_it_bought_was_known_to_the_shop(
        self, merchant: Merchant
    ) -> None:
        join(merchant)

        receive(paid(on=4, by=ACCOUNT, money=amounts(40_00)), merchant=merchant)

        assert log() == [("earn_order", 40)]


class TestExclusion:
    @pytest.fixture
    def ada(self, merchant: Merchant) -> Customer:
        return flows.customer_joined(ADA, merchant=merchant, at=day(0))

    def exclude(self, ada: Customer, *, on: int) -> None:
        flows.customer_excluded(ada, reason="fraud", by=None, at=day(on))

    def include(self, ada: Customer, *, on: int) -> None:
        flows.customer_included(ada, reason="", by=None, at=day(on))

    def test_what_an_order_grew_meanwhile_is_not_made_up_for(self, merchant: Merchant, ada: Customer) -> None:
        receive(paid(money=amounts(50_00)), merchant=merchant)
        self.exclude(ada, on=2)
        receive(edited(on=3, money=amounts(80_00)), merchant=merchant)
        self.include(ada, on=4)

        receive(edited(on=5, money=amounts(100_00)), merchant=merchant)
        grown = balance()
        receive(refunded(on=6, goods=1_00), merchant=merchant)

        assert (grown, balance()) == (50 + 20, 50 + 20)

    def test_what_comes_back_was_never_given_first(self, merchant: Merchant, ada: Customer) -> None:
        receive(paid(money=amounts(50_00)), merchant=merchant)
        self.exclude(ada, on=2)
        receive(edited(on=3, money=amounts(80_00)), merchant=merchant)
        self.include(ada, on=4)

        receive(refunded(on=5, name="a", goods=30_00), merchant=merchant)
        first = balance()
        receive(refunded(on=6, name="b", goods=10_00), merchant=merchant)

        assert (first, balance()) == (50, 40)

    def test_refunds_count_meanwhile(self, merchant: Merchant, ada: Customer) -> None:
        receive(paid(money=amounts(50_00)), merchant=merchant)
        self.exclude(ada, on=2)
        receive(refunded(on=3, goods=20_00), merchant=merchant)
        self.include(ada, on=4)

        receive(edited(on=5, money=amounts(60_00)), merchant=merchant)

        assert balance() == 40

    def test_an_order_that_was_never_touched_meanwhile_misses_nothing(
        self, merchant: Merchant, ada: Customer
    ) -> None:
        receive(paid(money=amounts(50_00)), merchant=merchant)
        self.exclude(ada, on=2)
        self.include(ada, on=4)

        receive(edited(on=5, money=amounts(80_00)), merchant=merchant)

        assert balance() == 80
