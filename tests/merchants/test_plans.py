"""Settings → Plan: what each plan holds, and that only the owner changes it."""

import pytest
from django.test import Client
from django_scopes import scope

from loyalty.audit.models import AuditEvent
from loyalty.merchants.models import Merchant, Plan
from loyalty.team.models import Role
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
