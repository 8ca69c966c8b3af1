"""A rule's page: what it gives, whether it counts, what it said before."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from earning.catalogue import SIGN_UP
from earning.explanation import Difference
from earning.models import Rule, RuleVersion
from loyalty import flows
from loyalty.audit.models import AuditEvent
from loyalty.team.models import Role
from tests.cast import (
    MONDAY,
    make_colleague,
    make_customer,
    make_merchant,
    make_order,
    make_rule,
    make_user,
    sign_in,
)
from tests.earning.rule_page import page_of, typed

pytestmark = pytest.mark.django_db


def test_saving_writes_a_version_and_keeps_what_was_given(client: Client) -> None:
    merchant = make_merchant()
    rule = make_rule(merchant)
    ada = make_customer(merchant)
    make_order(ada, goods_cents=10_00)

    answer = sign_in(client, make_user()).post(page_of(rule), typed(name="Double points", points="2"))
    make_order(ada, goods_cents=10_00)

    assert answer.headers["Location"] == page_of(rule)
    with scope(merchant=merchant):
        version = RuleVersion.objects.get(rule=rule, number=2)
        ada.account.refresh_from_db()
    assert (version.name, version.points, version.author) == ("Double points", 2, make_user())
    assert ada.account.balance == 10 + 20


def test_saving_is_written_down_with_what_differs(client: Client) -> None:
    merchant = make_merchant()
    rule = make_rule(merchant)

    sign_in(client, make_user()).post(page_of(rule), typed(points="2"))

    with scope(merchant=merchant):
        event = AuditEvent.objects.get(action="rule.revised")
    assert (event.before, event.after) == ({"points": 1}, {"points": 2})


def test_saving_without_a_change_writes_no_version(client: Client) -> None:
    merchant = make_merchant()
    rule = make_rule(merchant, has_whole_units=True)

    sign_in(client, make_user()).post(page_of(rule), typed(has_whole_units="True"))

    with scope(merchant=merchant):
        assert RuleVersion.objects.count() == 1


def test_save_over_somebody_elses_change_is_refused(client: Client) -> None:
    merchant = make_merchant()
    rule = make_rule(merchant)
    sign_in(client, make_user())
    client.post(page_of(rule), typed(points="2"))

    answer = client.post(page_of(rule), typed(points="3"))

    assert answer.context["form"].non_field_errors() == [str(flows.RuleChangedMeanwhile())]
    with scope(merchant=merchant):
        assert RuleVersion.objects.filter(points=3).count() == 0


def test_history_tells_every_change_in_words(client: Client) -> None:
    merchant = make_merchant(currency="USD")
    rule = make_rule(merchant, at=MONDAY - timedelta(days=1))
    sign_in(client, make_user())

    client.post(page_of(rule), typed(points="2", name="Shopping"))
    client.post(reverse("earning:set_active", args=[rule.pk]), {"is_active": "0"})
    changes = client.get(page_of(rule)).context["changes"]

    assert [(change.title, change.author, change.is_current) for change in changes] == [
        ("Disabled", "Olive", False),
        ("Version 2", "Olive", True),
        ("Created", "", False),
    ]
    assert changes[1].differences == [
        Difference("Name", "A rule", "Shopping"),
        Difference("Earning value", "1 point for every $1", "2 points for every $1"),
    ]
    assert changes[2].said == "1 point for every $1"


def test_disabled_rule_gives_nothing_until_it_is_enabled(client: Client) -> None:
    merchant = make_merchant()
    rule = make_rule(merchant)
    ada = make_customer(merchant)
    sign_in(client, make_user())
    switch = reverse("earning:set_active", args=[rule.pk])

    client.post(switch, {"is_active": "0"})
    make_order(ada, goods_cents=10_00)
    client.post(switch, {"is_active": "1"})
    make_order(ada, goods_cents=5_00)

    with scope(merchant=merchant):
        ada.account.refresh_from_db()
    assert ada.account.balance == 5


def test_switching_twice_is_written_down_once(client: Client) -> None:
    merchant = make_merchant()
    rule = make_rule(merchant)
    sign_in(client, make_user())

    for _time in range(2):
        client.post(reverse("earning:set_active", args=[rule.pk]), {"is_active": "0"})

    with scope(merchant=merchant):
        assert AuditEvent.objects.filter(action="rule.switched_off").count() == 1


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.VIEWER])
def test_others_look_but_do_not_change(client: Client, role: Role) -> None:
    merchant = make_merchant()
    rule = make_rule(merchant)
    sign_in(client, make_colleague(merchant, role=role))

    page = client.get(page_of(rule))
    refused = [
        client.post(page_of(rule), typed(points="9")),
        client.post(reverse("earning:set_active", args=[rule.pk]), {"is_active": "0"}),
    ]

    assert page.status_code == 200
    assert all(field.disabled for part in page.context["form"].parts for field in part.fields.values())
    assert "Disable" not in page.content.decode()
    assert [answer.status_code for answer in refused] == [403, 403]


def test_rule_of_another_merchant_is_not_found(client: Client) -> None:
    make_merchant()
    theirs = make_rule(make_merchant(owner=make_user("Stranger")))
    sign_in(client, make_user())
    switch = reverse("earning:set_active", args=[theirs.pk])

    answers = [
        client.get(page_of(theirs)),
        client.post(page_of(theirs), typed(points="9")),
        client.post(switch, {"is_active": "0"}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    with scope(merchant=theirs.merchant):
        assert Rule.objects.get().is_active


def test_rule_whose_app_is_gone_says_so(client: Client) -> None:
    merchant = make_merchant()
    rule = make_rule(merchant, action="cm-commerce/review", name="Review")

    page = sign_in(client, make_user()).get(page_of(rule)).content.decode()

    assert "App not installed" in page
    assert "is not installed" in page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Give the rule a name."),
        ("name", "x" * 101, "Ensure this value has at most 100 characters (it has 101)."),
        ("points", "0", "Enter at least 1 point."),
        ("amount", "0", "Enter an amount above zero."),
    ],
)
def test_mistakes_are_told_at_the_field(client: Client, field: str, value: str, sentence: str) -> None:
    rule = make_rule(make_merchant())

    answer = sign_in(client, make_user()).post(page_of(rule), typed(**{field: value}))

    assert answer.context["form"].errors == {field: [sentence]}


def test_fixed_rule_keeps_its_points_on_the_page(client: Client) -> None:
    rule = make_rule(make_merchant(), action=SIGN_UP.code, points=1234)

    page = sign_in(client, make_user()).get(page_of(rule)).content.decode()

    assert 'value="1,234"' in page
    assert "Customers earn <strong>1,234 points</strong>" in page


def test_any_number_of_versions_takes_the_same_queries(client: Client) -> None:
    rule = make_rule(make_merchant())
    sign_in(client, make_user())
    client.get(page_of(rule))

    with CaptureQueriesContext(connection) as one:
        client.get(page_of(rule))
    for number in (1, 2):
        client.post(page_of(rule), typed(points=str(number + 1), seen=str(number)))
    client.get(page_of(rule))
    with CaptureQueriesContext(connection) as three:
        answer = client.get(page_of(rule))

    assert len(answer.context["changes"]) == 3
    assert len(one) == len(three)
