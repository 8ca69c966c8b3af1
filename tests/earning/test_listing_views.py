"""The list of rules."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now
from django_scopes import scope

from earning.actions import ActivityFacts
from earning.catalogue import BIRTHDAY, SIGN_UP
from earning.conditions import MinimumOrder
from earning.models import Rule, RuleVersion
from loyalty import flows
from loyalty.orders.snapshots import OrderFacts, RefundFacts
from loyalty.team.models import Role
from tests.cast import make_colleague, make_customer, make_merchant, make_order, make_rule, make_user, sign_in

LIST = "/program/points/earning/"

pytestmark = pytest.mark.django_db


def test_rules_stand_in_groups_with_what_they_give(client: Client) -> None:
    merchant = make_merchant(currency="USD")
    make_rule(merchant, action=SIGN_UP.code, points=200)
    make_rule(merchant)

    answer = sign_in(client, make_user()).get(LIST)

    groups = answer.context["groups"]
    assert [(group.label, [line.sentence for line in lines]) for group, lines in groups] == [
        ("Orders", ["1 point for every $1"]),
        ("Account", ["200 points"]),
    ]


def test_use_counts_what_was_given_and_taken_back_in_thirty_days(client: Client) -> None:
    merchant = make_merchant(at=now() - timedelta(days=90))
    make_rule(merchant)
    make_rule(merchant, action="review", points=50)
    ada = make_customer(merchant)
    make_order(ada, goods_cents=999_00, at=now() - timedelta(days=31))
    order = make_order(ada, goods_cents=100_00, at=now() - timedelta(days=3))
    make_order(ada, goods_cents=10_00, at=now() - timedelta(days=2))
    with scope(merchant=merchant):
        back = OrderFacts(
            "shop", order.external_id, now(), refunds=(RefundFacts("r1", now(), goods_cents=40_00),)
        )
        flows.orders_changed([back], merchant=merchant, at=now())
        flows.activity_received(ada, facts=ActivityFacts("cm", "review", "r1", now()), at=now())

    answer = sign_in(client, make_user()).get(LIST)

    uses = {
        line.listed.rule.action: line.listed.use
        for _group, lines in answer.context["groups"]
        for line in lines
    }
    assert uses == {"place_order": (2, 70), "review": (1, 50)}


def test_birthdays_are_uses(client: Client) -> None:
    merchant = make_merchant(at=now() - timedelta(days=90))
    make_rule(merchant, action=BIRTHDAY.code, points=150, at=now() - timedelta(days=80))
    ada = make_customer(merchant, at=now() - timedelta(days=80))
    born = (now() - timedelta(days=2)).date().replace(year=1004)
    with scope(merchant=merchant):
        flows.birthday_set(ada, birthday=born, by=None, at=now() - timedelta(days=60))
        while flows.birthdays_kept(merchant, at=now()):
            pass

    answer = sign_in(client, make_user()).get(LIST)

    ((_group, (line,)),) = answer.context["groups"]
    assert line.listed.use == (1, 150)


def test_fresh_merchant_is_invited_to_add_a_rule(client: Client) -> None:
    make_merchant()

    page = sign_in(client, make_user()).get(LIST).content.decode()

    assert "No earning rules yet" in page
    assert "Add earning rule" in page


def test_viewer_sees_no_way_to_add(client: Client) -> None:
    merchant = make_merchant()

    page = sign_in(client, make_colleague(merchant, role=Role.VIEWER)).get(LIST).content.decode()

    assert "No earning rules yet" in page
    assert "Add earning rule" not in page


def test_rules_of_another_merchant_are_not_listed(client: Client) -> None:
    make_merchant()
    make_rule(make_merchant(owner=make_user("Stranger")), name="Their secret rate")

    page = sign_in(client, make_user()).get(LIST).content.decode()

    assert "Their secret rate" not in page


def test_any_number_of_rules_takes_the_same_queries(client: Client) -> None:
    merchant = make_merchant()
    make_rule(merchant)
    sign_in(client, make_user())
    client.get(LIST)

    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    make_rule(merchant, action=SIGN_UP.code)
    make_rule(merchant, action="review")
    with CaptureQueriesContext(connection) as three:
        client.get(LIST)

    assert len(one) == len(three)


def test_rules_say_what_holds_them_back(client: Client) -> None:
    merchant = make_merchant()
    make_rule(merchant, name="Now")
    make_rule(merchant, name="Later", starts_at=now() + timedelta(days=1))
    make_rule(merchant, name="Before", ends_at=now() - timedelta(days=1))
    make_rule(merchant, name="Review", action="cm-commerce/review")
    disabled = make_rule(merchant, name="Off")
    with scope(merchant=merchant):
        flows.rule_switched(disabled, is_active=False, by=make_user(), at=now())

    answer = sign_in(client, make_user()).get(LIST)

    labels = {
        line.listed.version.name: line.status.label
        for _group, lines in answer.context["groups"]
        for line in lines
    }
    assert labels == {
        "Now": "Active",
        "Later": "Not started",
        "Before": "Ended",
        "Review": "App not installed",
        "Off": "Disabled",
    }


def test_limits_stand_beside_the_rule(client: Client) -> None:
    merchant = make_merchant()
    make_rule(merchant, limit_count=2, limit_period="week", cap_points=500, cap_period="year")
    make_rule(merchant, action=SIGN_UP.code)

    page = sign_in(client, make_user()).get(LIST).content.decode()

    assert "At most 2 times a week" in page
    assert "At most 500 points a year" in page
    assert "Once for each customer" in page


def test_disabling_in_the_list_can_be_undone_there(client: Client) -> None:
    merchant = make_merchant()
    rule = make_rule(merchant, name="Shopping")
    sign_in(client, make_user())
    switch = reverse("earning:set_active", args=[rule.pk])

    disabled = client.post(switch, {"is_active": "0", "in": "list"}, follow=True).content.decode()
    client.post(switch, {"is_active": "1", "in": "list"})

    assert "“Shopping” is disabled." in disabled
    assert "Undo" in disabled
    with scope(merchant=merchant):
        assert Rule.objects.get().is_active


def test_duplicate_is_disabled_and_says_the_same(client: Client) -> None:
    merchant = make_merchant()
    rule = make_rule(merchant, name="Shopping", points=7, conditions=(MinimumOrder(100),))
    sign_in(client, make_user())
    key = {"key": str(uuid4())}

    answers = [client.post(reverse("earning:duplicate", args=[rule.pk]), key) for _time in range(2)]

    with scope(merchant=merchant):
        copy = Rule.objects.exclude(pk=rule.pk).get()
        version = RuleVersion.objects.get(rule=copy)
    assert [answer.headers["Location"] for answer in answers] == [reverse("earning:rule", args=[copy.pk])] * 2
    assert (copy.action, copy.is_active) == (rule.action, False)
    assert (version.name, version.points) == ("Shopping (copy)", 7)
    assert version.conditions == [MinimumOrder(100).as_json()]


def test_viewer_has_no_buttons_in_the_list(client: Client) -> None:
    merchant = make_merchant()
    make_rule(merchant)

    page = sign_in(client, make_colleague(merchant, role=Role.VIEWER)).get(LIST).content.decode()

    assert "Duplicate" not in page
    assert "/active/" not in page
