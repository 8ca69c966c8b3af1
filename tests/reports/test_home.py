"""Home: how the programme is doing, and what is left to set up."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from django_scopes import scope

from earning.catalogue import PLACE_ORDER, SIGN_UP
from loyalty import flows
from loyalty.customers.models import CustomerState
from loyalty.merchants.models import Merchant
from loyalty.team.models import Role
from tests.cast import (
    make_adjustment,
    make_colleague,
    make_customer,
    make_merchant,
    make_order,
    make_rule,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant() -> Merchant:
    return make_merchant(currency="USD", at=now() - timedelta(days=200))


@pytest.fixture
def client(client: Client, merchant: Merchant) -> Client:
    return sign_in(client, make_user("Olive"))


def test_members_are_counted_with_those_who_joined_lately(client: Client, merchant: Merchant) -> None:
    make_customer(merchant, first_name="Ada", at=now() - timedelta(days=100))
    make_customer(merchant, first_name="Bob", at=now() - timedelta(days=2))
    make_customer(merchant, first_name="Gus", at=now(), state=CustomerState.CANDIDATE)

    members = client.get("/").context["members"]

    assert (members.count, members.joined) == (2, 1)
    assert (members.by_day[0], members.by_day[-1]) == (1, 2)


def test_points_are_summed_over_the_period_and_compared(client: Client, merchant: Merchant) -> None:
    ada = make_customer(merchant)
    make_adjustment(ada, points=7, at=now() - timedelta(days=80))
    make_adjustment(ada, points=50, at=now() - timedelta(days=40))
    make_adjustment(ada, points=20, at=now() - timedelta(days=3))

    month, quarter = client.get("/").context, client.get("/", {"days": "90"}).context

    assert (month["pulse"].issued, month["pulse"].more_issued) == (20, -30)
    assert quarter["pulse"].issued == 77
    assert month["outstanding"] == quarter["outstanding"] == 77


@pytest.mark.parametrize("asked", ["", "7", "-1", "thirty", "9" * 400])
def test_unknown_period_is_thirty_days(client: Client, asked: str) -> None:
    context = client.get("/", {"days": asked}).context

    assert len(context["pulse"].days) == len(context["chart"].columns) == 30
    assert context["chart"].bars


def test_ninety_days_are_drawn_as_a_line(client: Client, merchant: Merchant) -> None:
    make_customer(merchant, points=5, at=now())

    chart = client.get("/", {"days": "90"}).context["chart"]

    assert len(chart.columns) == 90
    assert chart.lines
    assert not chart.bars


def test_last_orders_stand_with_what_they_earned(client: Client, merchant: Merchant) -> None:
    make_rule(merchant)
    ada = make_customer(merchant)
    for day in range(8, 0, -1):
        make_order(ada, number=f"#{day}", goods_cents=day * 100, at=now() - timedelta(days=day))

    orders = client.get("/").context["orders"]

    assert [(str(last.order), last.cents, last.points) for last in orders] == [
        ("#1", 100, 1),
        ("#2", 200, 2),
        ("#3", 300, 3),
        ("#4", 400, 4),
        ("#5", 500, 5),
        ("#6", 600, 6),
    ]


def test_most_generous_rule_leads(client: Client, merchant: Merchant) -> None:
    make_rule(merchant, name="Orders")
    make_rule(merchant, action=SIGN_UP.code, name="Welcome", points=200)
    make_order(make_customer(merchant, at=now()), goods_cents=10_00, at=now())

    rules = client.get("/").context["rules"]

    assert [(listed.version.name, listed.use.points) for listed in rules] == [
        ("Welcome", 200),
        ("Orders", 10),
    ]


def test_fresh_merchant_sees_what_to_do(client: Client) -> None:
    answer = client.get("/")

    assert [step.is_done for step, _href in answer.context["steps"]] == [False, False, False, False]
    assert "Get started" in answer.content.decode()
    assert "0 of 4 done" in answer.content.decode()
    assert f"/program/points/earning/add/{PLACE_ORDER.code}/" in answer.content.decode()


def test_set_up_shrinks_step_by_step_and_goes(client: Client, merchant: Merchant) -> None:
    done = [[step.is_done for step, _href in client.get("/").context["steps"]]]
    rule = make_rule(merchant)
    make_rule(merchant, action=SIGN_UP.code)
    done.append([step.is_done for step, _href in client.get("/").context["steps"]])
    make_order(make_customer(merchant), at=now())
    finished = client.get("/")

    assert done == [[False] * 4, [True, True, False, False]]
    assert finished.context["is_set_up"]
    assert "Get started" not in finished.content.decode()
    with scope(merchant=merchant):
        flows.rule_switched(rule, is_active=False, by=make_user(), at=now())
    assert not client.get("/").context["is_set_up"]


def test_viewer_sees_the_steps_without_their_buttons(client: Client, merchant: Merchant) -> None:
    sign_in(client, make_colleague(merchant, role=Role.VIEWER))

    page = client.get("/").content.decode()

    assert "Get started" in page
    assert "/program/points/earning/add/" not in page


def test_nothing_of_another_merchant_is_counted(client: Client) -> None:
    theirs = make_merchant(owner=make_user("Stranger"))
    make_rule(theirs)
    make_order(make_customer(theirs, points=500, at=now()), at=now())

    context = client.get("/").context

    assert (context["members"].count, context["pulse"].issued, context["outstanding"]) == (0, 0, 0)
    assert (context["orders"], context["rules"]) == ([], [])


def test_home_takes_the_same_queries_however_much_there_is(client: Client, merchant: Merchant) -> None:
    make_rule(merchant)
    ada = make_customer(merchant)
    make_order(ada, at=now())
    client.get("/")

    with CaptureQueriesContext(connection) as one:
        client.get("/")
    make_rule(merchant, action=SIGN_UP.code)
    for name in ("Bob", "Cleo"):
        make_order(make_customer(merchant, first_name=name), at=now())
    with CaptureQueriesContext(connection) as three:
        client.get("/")

    assert len(one) == len(three)


def test_sums_over_time_read_only_that_time(client: Client, merchant: Merchant) -> None:
    make_customer(merchant, points=5, at=now())

    with CaptureQueriesContext(connection) as queries:
        client.get("/")

    over_the_ledger = [query["sql"] for query in queries if "points_pointstransaction" in query["sql"]]
    assert over_the_ledger
    assert [sql for sql in over_the_ledger if "occurred_at" not in sql.partition("WHERE")[2]] == []
