"""Orders that come while their customer is merged. If nobody holds the owner, the order stays with who is gone."""

from collections.abc import Iterable
from threading import Event

import pytest
from django_scopes import scope

from loyalty import flows
from loyalty.customers.models import CustomerState
from loyalty.customers.queries import Owner
from loyalty.customers.snapshots import CustomerFacts
from loyalty.flows import orders
from loyalty.orders.models import Order
from loyalty.orders.snapshots import OrderFacts
from loyalty.points.models import PointsAccount
from tests.cast import MONDAY, make_customer, make_merchant, make_rule
from tests.flows.shop import amounts, day, paid, placed
from tests.points.cast import differences
from tests.races import at_once, stopping_after

pytestmark = pytest.mark.django_db(transaction=True)


AUGUSTA = CustomerFacts("shop", "augusta")
ONE = [paid(by=AUGUSTA, money=amounts(10_00))]
SEVERAL = [placed(by=AUGUSTA, money=amounts(10_00)), paid(by=AUGUSTA)]


def as_they_were(customer_ids: Iterable[int], *, merchant_id: int) -> dict[int, Owner]:
    """Looks at nobody."""
    return {pk: Owner(CustomerState.MEMBER, MONDAY, None) for pk in customer_ids}


@pytest.mark.parametrize("told", [ONE, SEVERAL], ids=["one message", "several"])
@pytest.mark.parametrize("is_held", [True, False], ids=["held", "not held"])
def test_an_order_read_before_its_customer_is_merged_belongs_to_who_stays(
    told: list[OrderFacts], is_held: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_held:
        monkeypatch.setattr(orders, "hold_owners", as_they_were)
    merchant = make_merchant()
    make_rule(merchant)
    ada = make_customer(merchant, external_id="ada")
    augusta = make_customer(merchant, first_name="Augusta", external_id="augusta")
    is_read, is_merged = Event(), Event()

    def buy() -> None:
        with scope(merchant=merchant), stopping_after("customers_customeridentity", is_read, is_merged):
            flows.orders_changed(told, merchant=merchant, at=day(9))

    def merge() -> None:
        is_read.wait()
        with scope(merchant=merchant):
            flows.customers_merged(augusta, into=ada, by=None, at=day(9))
        is_merged.set()

    results = at_once(lambda number: (buy, merge)[number](), times=2)

    assert results == [None, None]
    with scope(merchant=merchant):
        owner = Order.objects.get().customer_id
        assert (owner == ada.pk) is is_held
        assert (PointsAccount.objects.get(customer=ada).balance == 10) is is_held
    assert differences() == []
