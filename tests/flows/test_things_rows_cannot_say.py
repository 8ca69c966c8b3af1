"""What no table of worked examples can pin. The others stand where their subject is:

parallel: tests/rewards/test_redemption_races.py; permutation and rebuild: tests/flows/test_any_history.py;
backfill twice: tests/real_data; explain: tests/earning.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from earning.catalogue import BIRTHDAY
from loyalty import flows
from loyalty.merchants.models import ExpiryMode, Merchant
from loyalty.orders.models import Order
from loyalty.points.models import PointsTransaction
from tests.cast import make_adjustment, make_customer, make_order, make_rule, make_tiers
from tests.flows.shop import amounts, day, log, paid
from tests.vip.moves import moves, on
from vip.models import Period

# Days after the one on which the clock should have come, each with a run.
CLOCKS = pytest.mark.parametrize(
    "late", [[0], [3], [0, 0], [3, 3]], ids=["in time", "late", "twice", "late twice"]
)
MIDNIGHT = datetime(2026, 3, 15, tzinfo=UTC)


def entries() -> list[tuple[str, int, datetime]]:
    """Kind, points and date of every entry."""
    return list(PointsTransaction.objects.order_by("pk").values_list("kind", "points", "occurred_at"))


@CLOCKS
def test_late_clock_birthdays(late: list[int], merchant: Merchant) -> None:
    make_rule(action=BIRTHDAY.code, points=150, at=MIDNIGHT - timedelta(days=90))
    ada = make_customer(at=MIDNIGHT - timedelta(days=90))
    flows.birthday_set(ada, birthday=date(1990, 3, 15), by=None, at=MIDNIGHT - timedelta(days=60))

    for days in late:
        while flows.birthdays_kept(merchant, at=MIDNIGHT + timedelta(days=days, minutes=5)):
            pass

    assert entries() == [("earn_birthday", 150, MIDNIGHT)]


@CLOCKS
def test_late_clock_expiry(late: list[int], merchant: Merchant) -> None:
    terms = {"expiry_mode": ExpiryMode.LOT, "expiry_days": 5, "expiry_enabled_on": date(2026, 1, 1)}
    flows.program_changed(merchant, terms, by=None, at=MIDNIGHT - timedelta(days=30))
    given_at = MIDNIGHT - timedelta(days=6)
    make_adjustment(make_customer(), points=80, at=given_at)

    for days in late:
        while flows.points_expired(merchant, at=MIDNIGHT + timedelta(days=days, minutes=5)):
            pass

    assert entries() == [("adjust", 80, given_at), ("expire", -80, MIDNIGHT)]


@CLOCKS
def test_late_clock_tiers(late: list[int], merchant: Merchant) -> None:
    make_tiers(period=Period.ROLLING_DAYS, rolling_days=30)
    ada = make_customer()
    make_order(ada, goods_cents=200_00, at=on("2026-04-01"))

    for days in late:
        while flows.tiers_kept(merchant, at=on("2026-05-01") + timedelta(days=days)):
            pass

    assert moves(ada)[-2:] == [
        ("Bronze", "Silver", "order", "2026-04-01"),
        ("Silver", "Bronze", "time", "2026-05-01"),
    ]


@pytest.mark.parametrize("table", ["earning_settlement", "earning_award", "points_pointstransaction"])
def test_fault_an_event_whose_handling_failed_is_handled_when_it_comes_again(
    table: str, merchant: Merchant
) -> None:
    make_rule()
    event = paid("1", money=amounts(10_00))

    with pytest.raises(OperationalError), transaction.atomic(), _failing_at(f"INSERT INTO {table}"):
        flows.orders_changed([event], merchant=merchant, at=day(9))
    lost = (Order.objects.count(), log())
    flows.orders_changed([event], merchant=merchant, at=day(9))
    flows.orders_changed([event], merchant=merchant, at=day(9))

    assert lost == (0, [])
    assert (Order.objects.count(), log()) == (1, [("earn_order", 10)])


@contextmanager
def _failing_at(beginning: str) -> Iterator[None]:
    """The server goes away at the first statement of this kind, after the event's own row was written."""

    def fail(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if beginning in sql:
            assert Order.objects.exists()
            raise OperationalError("the server closed the connection unexpectedly")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail):
        yield
