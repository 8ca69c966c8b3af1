"""The jobs that make pending points available."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from django_scopes import scope

from earning.queries.held import held_points, merchants_with_due_points
from loyalty import flows
from loyalty.jobs.actions import later
from loyalty.jobs.models import Job
from loyalty.jobs.tasks.drain import run_due
from loyalty.merchants.models import Merchant
from loyalty.points.models import PointsAccount
from tests.cast import make_customer, make_merchant, make_order, make_rule

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(days=40)


def hold(merchant: Merchant, *, days: int) -> None:
    with scope(merchant=merchant):
        flows.program_changed(merchant, {"holding_days": days}, by=None, at=now() - LONG_AGO)


def pending_since(merchant: Merchant, *, name: str, days_ago: int, orders: int = 1) -> None:
    customer = make_customer(merchant, first_name=name, at=now() - LONG_AGO)
    for _ in range(orders):
        make_order(customer, at=now() - timedelta(days=days_ago), goods_cents=10_00)


def balances(merchant: Merchant) -> list[tuple[int, int]]:
    with scope(merchant=merchant):
        return list(PointsAccount.objects.order_by("customer").values_list("balance", "pending"))


def test_each_merchant_whose_points_are_due_has_a_job() -> None:
    shops = [make_merchant(at=now() - LONG_AGO), make_merchant(name="Another", at=now() - LONG_AGO)]
    for shop in shops:
        make_rule(shop, at=now() - LONG_AGO)
        hold(shop, days=14)
        pending_since(shop, name="Ada", days_ago=16)
        pending_since(shop, name="Berit", days_ago=3)

    for number in range(2):
        later("earning.begin_activations", merchant_id=None, key=f"tick-{number}")
        run_due()

    assert [balances(shop) for shop in shops] == [[(10, 0), (0, 10)]] * 2
    assert Job.objects.filter(state="done", kind="earning.activate_points").count() == 2


def test_where_nothing_is_due_nothing_is_started() -> None:
    shop = make_merchant(at=now() - LONG_AGO)
    make_rule(shop, at=now() - LONG_AGO)
    hold(shop, days=14)
    pending_since(shop, name="Ada", days_ago=3)

    later("earning.begin_activations", merchant_id=None, key="tick")
    run_due()

    assert not Job.objects.filter(kind="earning.activate_points").exists()


@pytest.mark.parametrize("orders", [1, 30])
def test_one_award_or_many_take_as_many_statements(orders: int) -> None:
    shop = make_merchant(at=now() - LONG_AGO)
    make_rule(shop, at=now() - LONG_AGO)
    hold(shop, days=14)
    for name in ("Ada", "Berit"):
        pending_since(shop, name=name, days_ago=16, orders=orders)
    with scope(merchant=shop), CaptureQueriesContext(connection) as captured:
        flows.points_activated(shop, at=now())

    assert len(captured) <= 7, "\n".join(query["sql"][:80] for query in captured)


def test_a_merchant_is_found_by_what_is_due() -> None:
    shop = make_merchant(at=now() - LONG_AGO)
    make_rule(shop, at=now() - LONG_AGO)
    hold(shop, days=14)
    pending_since(shop, name="Ada", days_ago=3)

    assert merchants_with_due_points(at=now()) == []
    assert merchants_with_due_points(at=now() + timedelta(days=12)) == [shop.pk]


def test_what_is_pending_is_added_up_by_its_day() -> None:
    shop = make_merchant(at=now() - LONG_AGO)
    make_rule(shop, at=now() - LONG_AGO)
    hold(shop, days=14)
    pending_since(shop, name="Ada", days_ago=3, orders=2)
    pending_since(shop, name="Ada", days_ago=1)
    pending_since(shop, name="Berit", days_ago=1)

    with scope(merchant=shop):
        found = held_points(make_customer(shop))

    assert [held.points for held in found] == [20, 10]
    assert found[1].available_at - found[0].available_at == timedelta(days=2)
