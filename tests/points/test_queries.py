"""Reading balances and the ledger."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from loyalty.points.actions import post
from loyalty.points.models import Kind
from loyalty.points.queries import DayOfPoints, balance_of, history, outstanding, points_by_day
from tests.cast import make_customer, make_merchant, make_user
from tests.points.cast import make_ada, make_posting

pytestmark = pytest.mark.django_db


def test_balance_of_is_what_can_be_spent() -> None:
    ada = make_ada()
    before = make_customer(ada.merchant, first_name="Bea")
    post(make_posting(ada, pending=40), merchant_id=ada.merchant_id)

    with scope(merchant=ada.merchant):
        assert (balance_of(ada), balance_of(before)) == (100, 0)


@pytest.mark.parametrize("times", [1, 3])
def test_history_is_two_queries_with_the_newest_first(times: int) -> None:
    ada = make_ada()
    bea = make_customer(ada.merchant, first_name="Bea")
    post(make_posting(bea, key="not-adas"), merchant_id=ada.merchant_id)
    for n in range(times):
        post(make_posting(ada, key=f"gift-{n}"), merchant_id=ada.merchant_id)

    with scope(merchant=ada.merchant), CaptureQueriesContext(connection) as queries:
        keys = [entry.key for entry in history(ada)]

    assert keys == [f"gift-{n}" for n in reversed(range(times))]
    assert len(queries) == 2


def test_outstanding_adds_what_this_merchants_customers_have() -> None:
    ada = make_ada()
    bea = make_customer(ada.merchant, first_name="Bea")
    strangers = make_merchant(owner=make_user("Stranger"))
    theirs = make_customer(strangers, first_name="Theirs")
    post(make_posting(ada), merchant_id=ada.merchant_id)
    post(make_posting(bea, points=-30), merchant_id=ada.merchant_id, may_go_negative=True)
    post(make_posting(theirs), merchant_id=strangers.pk)

    with scope(merchant=ada.merchant):
        assert outstanding(ada.merchant_id) == 70
    empty = make_merchant(name="Nobody shops here")
    with scope(merchant=empty):
        assert outstanding(empty.pk) == 0


def test_points_by_day_parts_what_was_given_from_what_was_spent() -> None:
    ada = make_ada()
    monday = datetime(2026, 3, 2, 12, tzinfo=UTC)
    movements = [
        (Kind.IMPORT, 1000, monday - timedelta(days=1)),
        (Kind.EARN_ORDER, 500, monday),
        (Kind.EARN_ADJUST, -100, monday),
        (Kind.REDEEM, -300, monday),
        (Kind.EXPIRE, -50, monday),
        (Kind.REDEEM_CANCEL, 200, monday + timedelta(days=2)),
        (Kind.ADJUST, 7, monday + timedelta(days=2)),
    ]
    for number, (kind, points, at) in enumerate(movements):
        given = make_posting(ada, key=f"{number}", kind=kind, points=points, occurred_at=at)
        post(given, merchant_id=ada.merchant_id)

    with scope(merchant=ada.merchant):
        days = points_by_day(ada.merchant_id, date(2026, 3, 2), "UTC")
        longer = points_by_day(ada.merchant_id, date(2026, 3, 3), "UTC", until=date(2026, 3, 5))

    assert days == [
        DayOfPoints(date(2026, 3, 2), issued=400, redeemed=300),
        DayOfPoints(date(2026, 3, 3), issued=0, redeemed=0),
        DayOfPoints(date(2026, 3, 4), issued=7, redeemed=-200),
    ]
    assert longer == [*days[1:], DayOfPoints(date(2026, 3, 5), issued=0, redeemed=0)]


def test_a_day_is_the_merchants_day_also_when_clocks_change() -> None:
    ada = make_ada()
    # Stockholm: the 29th of March 2026 lasts from 23:00 UTC the day before to 22:00 UTC.
    moments = {
        "saturday": datetime(2026, 3, 28, 22, 59, tzinfo=UTC),
        "sunday": datetime(2026, 3, 28, 23, 0, tzinfo=UTC),
        "late-sunday": datetime(2026, 3, 29, 21, 59, tzinfo=UTC),
        "monday": datetime(2026, 3, 29, 22, 0, tzinfo=UTC),
    }
    for key, at in moments.items():
        post(make_posting(ada, key=key, points=len(key), occurred_at=at), merchant_id=ada.merchant_id)

    with scope(merchant=ada.merchant):
        days = points_by_day(ada.merchant_id, date(2026, 3, 29), "Europe/Stockholm", until=date(2026, 3, 29))

    assert days == [DayOfPoints(date(2026, 3, 29), issued=len("sunday") + len("late-sunday"), redeemed=0)]


def test_points_by_day_of_a_quiet_programme_is_empty() -> None:
    merchant = make_merchant()

    with scope(merchant=merchant):
        assert points_by_day(merchant.pk, date(2026, 3, 2), "UTC") == []
