"""Actions that apps bring, and take with them."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.functional import lazy
from django_scopes import scope

from apps_marketplace.actions import remove_app
from earning.actions import ActivityFacts, bring_actions
from earning.catalogue import EarningAction, Group, Unit
from earning.models import BroughtAction, Ruleset
from earning.queries import ruleset_in_force
from earning.queries.catalogue import own_actions
from loyalty import flows
from loyalty.merchants.models import Merchant
from tests.apps_marketplace.cast import install_app
from tests.cast import MONDAY, make_customer, make_merchant, make_rule, make_user, sign_in
from tests.flows.shop import log

pytestmark = pytest.mark.django_db

REVIEW = "cm-commerce/review"


def review(merchant: Merchant, name: str) -> None:
    with scope(merchant=merchant):
        facts = ActivityFacts("cm-commerce", REVIEW, name, MONDAY)
        flows.activity_received(make_customer(merchant), facts=facts, at=MONDAY)


def make_action(code: str) -> EarningAction:
    return EarningAction(
        code=code, group=Group.STORE, name=code, explanation="", icon="star", unit=Unit.PRODUCT
    )


def test_rules_of_an_app_wait_while_it_is_gone_and_count_again_after(client: Client) -> None:
    merchant = make_merchant()
    install_app(merchant)
    rule = make_rule(merchant, action=REVIEW, points=50)
    review(merchant, "connected")

    with scope(merchant=merchant):
        remove_app(merchant, app="cm-commerce", at=MONDAY)
        without = ruleset_in_force(merchant.pk)
    review(merchant, "removed")
    page = sign_in(client, make_user()).get(reverse("earning:rule", args=[rule.pk])).content.decode()
    offered = client.get(reverse("earning:create", args=[REVIEW])).status_code
    install_app(merchant)
    review(merchant, "connected again")

    assert without.about(REVIEW) == ()
    assert "is not installed" in page
    assert offered == 404
    with scope(merchant=merchant):
        rule.refresh_from_db()
        assert rule.is_active
        assert log() == [("earn_activity", 50), ("earn_activity", 50)]


def test_brought_action_reads_in_the_language_of_the_page() -> None:
    merchant = make_merchant()
    name = lazy(lambda: "Recensera" if translation.get_language() == "sv" else "Review", str)()
    with scope(merchant=merchant):
        bring_actions(merchant, source="app", actions=[replace(make_action("app/a"), name=name)], at=MONDAY)

        with translation.override("en"):
            (english,) = own_actions(merchant)
        with translation.override("sv"):
            (swedish,) = own_actions(merchant)

    assert (english.name, swedish.name) == ("Review", "Recensera")


def test_an_app_brings_its_actions_when_it_is_connected() -> None:
    merchant = make_merchant()
    install_app(merchant)

    with scope(merchant=merchant):
        (brought,) = own_actions(merchant)

    assert brought.name == "CM Commerce: Review a purchased product"
    assert (brought.code, brought.app, brought.unit) == (REVIEW, "cm-commerce", Unit.SENDER)


def test_actions_that_an_app_no_longer_brings_are_withdrawn() -> None:
    merchant = make_merchant()

    with scope(merchant=merchant):
        bring_actions(merchant, source="app", actions=[make_action("app/a"), make_action("app/b")], at=MONDAY)
        bring_actions(merchant, source="other", actions=[make_action("other/a")], at=MONDAY)
        bring_actions(merchant, source="app", actions=[make_action("app/b")], at=MONDAY)

        assert [action.code for action in own_actions(merchant)] == ["app/b", "other/a"]
        assert BroughtAction.objects.count() == 3


def test_bringing_twice_changes_nothing_but_publishes() -> None:
    merchant = make_merchant()

    with scope(merchant=merchant):
        bring_actions(merchant, source="app", actions=[make_action("app/a")], at=MONDAY)
        before = Ruleset.objects.count()
        bring_actions(merchant, source="app", actions=[make_action("app/a")], at=MONDAY)

        assert BroughtAction.objects.count() == 1
        assert Ruleset.objects.count() == before + 1
