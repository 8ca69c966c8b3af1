"""Activities on pages, also those that gave nothing."""

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from earning.actions import ActionTerms, ActivityFacts
from earning.conditions import MinimumReview
from earning.models import Activity
from loyalty import flows
from loyalty.merchants.models import Merchant
from loyalty.team.models import User
from tests.cast import MONDAY, make_customer, make_merchant, make_rule, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant() -> Merchant:
    return make_merchant()


@pytest.fixture
def client(client: Client, merchant: Merchant) -> Client:
    return sign_in(client, make_user("Olive"))


def reviewed(merchant: Merchant, *, length: int) -> Activity:
    make_rule(merchant, action="review", name="Reviews", conditions=(MinimumReview(100),))
    facts = ActivityFacts("reviews", "review", "r-1", MONDAY, text_length=length)
    with scope(merchant=merchant):
        return flows.activity_received(make_customer(merchant), facts=facts, at=MONDAY)


def test_an_activity_that_gave_nothing_says_which_condition_kept_it_from_giving(
    client: Client, merchant: Merchant
) -> None:
    activity = reviewed(merchant, length=20)

    page = client.get(reverse("activity:happening", args=[activity.pk])).content.decode()

    assert "The review is too short." in page
    assert "Reviews of at least 100 characters" in page
    assert "Not met" in page


def test_the_customers_page_leads_to_it(client: Client, merchant: Merchant) -> None:
    activity = reviewed(merchant, length=20)

    page = client.get(reverse("customers:detail", args=[activity.customer_id])).content.decode()

    assert reverse("activity:happening", args=[activity.pk]) in page
    assert "The review is too short" in page


def test_the_customers_page_calls_it_by_its_name(client: Client, merchant: Merchant) -> None:
    quiz = ActionTerms("Take the quiz", "quiz", "Take our quiz", "You took it", "https://example.com/quiz")
    ada = make_customer(merchant)
    with scope(merchant=merchant):
        flows.action_defined(merchant, terms=quiz, by=User.objects.get(), at=MONDAY)
        facts = ActivityFacts("shop.example.com", "quiz", "q-1", MONDAY)
        activity = flows.activity_received(ada, facts=facts, at=MONDAY)

    page = client.get(reverse("customers:detail", args=[ada.pk])).text

    way = reverse("activity:happening", args=[activity.pk])
    assert f'<a href="{way}">Take the quiz</a>' in page


def test_a_strangers_activity_is_not_found(client: Client, merchant: Merchant) -> None:
    stranger = make_merchant(owner=make_user("Stranger"), name="Somebody else's")
    activity = reviewed(stranger, length=200)

    assert client.get(reverse("activity:happening", args=[activity.pk])).status_code == 404


def test_an_action_of_the_merchants_own_is_called_by_its_name(client: Client, merchant: Merchant) -> None:
    with scope(merchant=merchant):
        terms = ActionTerms("Take the quiz", "quiz", "", "", "")
        flows.action_defined(merchant, terms=terms, by=User.objects.get(), at=MONDAY)
        facts = ActivityFacts("site", "quiz", "1", MONDAY)
        activity = flows.activity_received(make_customer(merchant), facts=facts, at=MONDAY)

    about = client.get(reverse("activity:happening", args=[activity.pk])).text
    idle = client.get(reverse("activity:nothing")).text

    assert "<h1>Take the quiz</h1>" in about
    assert "No rule was about it." in about
    assert f'href="{reverse("activity:happening", args=[activity.pk])}">Take the quiz</a>' in idle


def test_an_activity_that_earned_says_so(client: Client, merchant: Merchant) -> None:
    activity = reviewed(merchant, length=200)

    page = client.get(reverse("activity:happening", args=[activity.pk])).text

    assert "It gave points." in page
    assert "no rule is about it" not in page
