"""Settings → Plan: what each plan holds and stops, and that only the owner changes it."""

import pytest
from django.test import Client
from django_scopes import scope

from apps_marketplace.models import Installation
from loyalty.audit.models import AuditEvent
from loyalty.merchants.models import Merchant, Plan
from loyalty.team.models import Role
from tests.apps_marketplace.cast import install_app, make_app, make_paying_merchant
from tests.cast import make_colleague, make_merchant, make_user, sign_in

pytestmark = pytest.mark.django_db

PAGE = "/settings/plan/"


def plan_of(merchant: Merchant) -> str:
    merchant.refresh_from_db(fields=["plan"])
    return merchant.plan


def told(merchant: Merchant) -> list[tuple[str, dict[str, str], dict[str, str]]]:
    with scope(merchant=merchant):
        found = AuditEvent.objects.filter(subject="plan").order_by("id")
        return [(str(event.actor), event.before, event.after) for event in found]


def test_the_page_says_what_each_plan_holds_and_which_is_theirs(client: Client) -> None:
    make_merchant()

    answer = sign_in(client, make_user()).get(PAGE)

    assert [(offer.plan, offer.is_current) for offer in answer.context["offers"]] == [
        (Plan.FREE, True),
        (Plan.GROWTH, False),
        (Plan.ENTERPRISE, False),
    ]
    assert all(offer.holds for offer in answer.context["offers"])
    assert "Change to Growth" in answer.content.decode()


def test_the_owner_changes_the_plan_and_it_is_written_down_once(client: Client) -> None:
    merchant = make_merchant()
    sign_in(client, make_user())

    for _time in range(2):
        client.post(f"{PAGE}change/", {"plan": "growth"})

    assert plan_of(merchant) == Plan.GROWTH
    assert told(merchant) == [("Olive", {"plan": "free"}, {"plan": "growth"})]


@pytest.mark.parametrize("wanted", ["", "platinum", "FREE"])
def test_a_plan_that_does_not_exist_changes_nothing(client: Client, wanted: str) -> None:
    merchant = make_merchant()

    sign_in(client, make_user()).post(f"{PAGE}change/", {"plan": wanted})

    assert plan_of(merchant) == Plan.FREE
    assert told(merchant) == []


@pytest.mark.parametrize("role", [Role.ADMIN, Role.SUPPORT, Role.VIEWER])
def test_others_of_the_team_only_look(client: Client, role: Role) -> None:
    merchant = make_merchant()
    sign_in(client, make_colleague(merchant, role=role))

    page = client.get(PAGE).content.decode()
    answer = client.post(f"{PAGE}change/", {"plan": "growth"})

    assert "The owner of the shop can change the plan." in page
    assert "Change to" not in page
    assert answer.status_code == 403
    assert plan_of(merchant) == Plan.FREE


def test_the_page_says_beforehand_which_apps_stop_and_which_go_on(client: Client) -> None:
    make_app(is_paid_only=False, approval="never")
    merchant = make_paying_merchant()
    install_app(merchant)
    install_app(merchant, app="starry")
    sign_in(client, make_user())

    before = client.get(PAGE)
    client.post(f"{PAGE}change/", {"plan": "free"})
    after = client.get(PAGE)

    assert {offer.plan: (offer.stops, offer.resumes) for offer in before.context["offers"]} == {
        Plan.FREE: (["CM Commerce"], []),
        Plan.GROWTH: ([], []),
        Plan.ENTERPRISE: ([], []),
    }
    assert "This app stops: CM Commerce." in before.content.decode()
    assert {offer.plan: (offer.stops, offer.resumes) for offer in after.context["offers"]} == {
        Plan.FREE: ([], []),
        Plan.GROWTH: ([], ["CM Commerce"]),
        Plan.ENTERPRISE: ([], ["CM Commerce"]),
    }
    assert "This app goes on: CM Commerce." in after.content.decode()
    page = client.get("/apps/cm-commerce/").content.decode()
    assert "It needs a paid plan." in page
    assert "It is for paid plans, and the shop is on the free one." in page
    assert "yours is the free one" not in page
    assert "Look at the plans" in page
    with scope(merchant=merchant):
        states = dict(Installation.objects.values_list("app", "state"))
    assert states == {"cm-commerce": "paused", "starry": "connected"}
