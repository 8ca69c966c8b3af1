"""Bringing an earlier version of a rule back."""

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from earning.actions import terms_of
from earning.conditions import MinimumOrder
from earning.explanation import Difference
from earning.models import Rule, RuleVersion
from loyalty import flows
from loyalty.audit.models import AuditEvent
from loyalty.team.models import Role
from tests.cast import make_colleague, make_merchant, make_rule, make_user, sign_in
from tests.earning.rule_page import page_of, typed

pytestmark = pytest.mark.django_db


def restore_page(rule: Rule, number: int = 1) -> str:
    return reverse("earning:restore", args=[rule.pk, number])


def test_page_says_what_will_change_and_changes_nothing(client: Client) -> None:
    merchant = make_merchant(currency="USD")
    rule = make_rule(merchant, conditions=(MinimumOrder(10_00),), limit_count=1, limit_period="day")
    sign_in(client, make_user()).post(page_of(rule), typed(points="2"))

    answer = client.get(restore_page(rule))

    assert answer.context["differences"] == [
        Difference("Earning value", "2 points for every $1", "1 point for every $1"),
        Difference("Earning limit", "", "At most once a day"),
        Difference("Condition added", "", "Orders of at least $10.00"),
    ]
    with scope(merchant=merchant):
        assert Rule.objects.get().version == 2


def test_restoring_makes_a_version_with_the_old_terms(client: Client) -> None:
    merchant = make_merchant()
    rule = make_rule(merchant, conditions=(MinimumOrder(10_00),))
    sign_in(client, make_user()).post(page_of(rule), typed(points="2", name="Double"))

    answer = client.post(restore_page(rule), {"seen": "2"}, follow=True)

    assert "Version 1 is back, as version 3." in answer.content.decode()
    with scope(merchant=merchant):
        first, third = RuleVersion.objects.filter(number__in=(1, 3)).order_by("number")
        assert terms_of(third) == terms_of(first)
        assert third.author == make_user()
        assert AuditEvent.objects.filter(action="rule.revised").count() == 2


def test_restoring_over_somebody_elses_change_is_refused(client: Client) -> None:
    merchant = make_merchant()
    rule = make_rule(merchant)
    sign_in(client, make_user()).post(page_of(rule), typed(points="2"))
    client.post(page_of(rule), typed(points="3", seen="2"))

    answer = client.post(restore_page(rule), {"seen": "2"}, follow=True)

    assert str(flows.RuleChangedMeanwhile()) in answer.content.decode()
    with scope(merchant=merchant):
        assert Rule.objects.get().version == 3


def test_history_offers_every_version_but_the_current_one(client: Client) -> None:
    rule = make_rule(make_merchant())
    sign_in(client, make_user()).post(page_of(rule), typed(points="2"))

    page = client.get(page_of(rule)).content.decode()

    assert restore_page(rule, 1) in page
    assert restore_page(rule, 2) not in page


def test_others_cannot_restore(client: Client) -> None:
    merchant = make_merchant()
    rule = make_rule(merchant)

    sign_in(client, make_colleague(merchant, role=Role.SUPPORT))

    assert client.post(restore_page(rule), {"seen": "1"}).status_code == 403


@pytest.mark.parametrize("number", [0, 7])
def test_version_that_never_was_is_not_found(client: Client, number: int) -> None:
    rule = make_rule(make_merchant())

    assert sign_in(client, make_user()).get(restore_page(rule, number)).status_code == 404
