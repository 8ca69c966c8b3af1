"""The Apps page: what there is, what is installed, and finding it."""

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps_marketplace.connectors import CONNECTORS
from apps_marketplace.models import AppState, InstallationState
from tests.apps_marketplace.cast import install_app, make_app, make_paying_merchant
from tests.cast import make_merchant, make_user, sign_in

pytestmark = pytest.mark.django_db

APPS = "/apps/"


def shown(client: Client, **asked: str) -> dict[str, list[tuple[str, str]]]:
    """The apps under each heading, each with its state."""
    groups = client.get(APPS, asked).context["groups"]
    return {
        label: [(card.app.name, card.installation.state if card.installation else "") for card in cards]
        for label, cards in groups
    }


def test_listed_apps_are_offered_and_others_are_not(client: Client) -> None:
    make_paying_merchant()
    make_app()
    for state in (AppState.DRAFT, AppState.IN_REVIEW, AppState.WITHDRAWN):
        make_app(f"not-{state.replace('_', '-')}", name=state.label, state=state)

    assert shown(sign_in(client, make_user())) == {"Apps": [("CM Commerce", ""), ("Starry", "")]}


@pytest.mark.parametrize(
    "state", [InstallationState.WAITING, InstallationState.CONNECTED, InstallationState.PAUSED]
)
def test_installed_apps_stand_first_with_their_state(client: Client, state: str) -> None:
    install_app(make_paying_merchant(), state=state)
    make_app()

    assert shown(sign_in(client, make_user())) == {
        "Your apps": [("CM Commerce", state)],
        "More apps": [("Starry", "")],
    }


def test_an_app_that_was_withdrawn_stays_with_the_shop_that_has_it(client: Client) -> None:
    row = make_app()
    install_app(make_paying_merchant(), app=row.slug)
    row.state = AppState.WITHDRAWN
    row.save(update_fields=["state"])

    assert shown(sign_in(client, make_user())) == {
        "Your apps": [("Starry", InstallationState.CONNECTED)],
        "More apps": [("CM Commerce", "")],
    }


def test_a_removed_app_is_offered_again(client: Client) -> None:
    install_app(make_paying_merchant(), state=InstallationState.REMOVED)

    assert shown(sign_in(client, make_user())) == {"Apps": [("CM Commerce", "")]}


def test_apps_of_another_merchant_are_not_installed_here(client: Client) -> None:
    make_paying_merchant()
    install_app(make_paying_merchant(owner=make_user("Stranger")))

    assert shown(sign_in(client, make_user())) == {"Apps": [("CM Commerce", "")]}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "REVIEW comm"}, ["CM Commerce"]),
        ({"q": "photo"}, ["Starry"]),
        ({"q": "nothing like it"}, []),
        ({"view": "email"}, []),
        ({"view": "reviews"}, ["CM Commerce", "Starry"]),
        ({"view": "no such category"}, ["CM Commerce", "Starry"]),
    ],
)
def test_apps_are_found_by_words_and_category(
    client: Client, asked: dict[str, str], found: list[str]
) -> None:
    make_paying_merchant()
    make_app()

    groups = shown(sign_in(client, make_user()), **asked)

    assert [name for cards in groups.values() for name, _state in cards] == found


def test_nothing_found_leads_back_to_all(client: Client) -> None:
    make_paying_merchant()

    page = sign_in(client, make_user()).get(APPS, {"q": "nothing"}).content.decode()

    assert "No app fits" in page
    assert f'href="{APPS}"' in page


def test_on_the_free_plan_the_card_says_that_it_is_for_paid_plans(client: Client) -> None:
    make_merchant()

    page = sign_in(client, make_user()).get(APPS).content.decode()

    assert "For paid plans" in page


def test_one_app_and_three_ask_the_same_number_of_statements(client: Client) -> None:
    make_paying_merchant()
    sign_in(client, make_user())
    client.get(APPS)
    counted = []
    for number in (1, 3):
        for one in range(number):
            make_app(f"app-{number}-{one}", name=f"App {number}-{one}")
        with CaptureQueriesContext(connection) as queries:
            client.get(APPS)
        counted.append(len(queries))

    assert counted[0] == counted[1]


def test_every_logo_that_a_manifest_names_exists() -> None:
    missing = [one.slug for one in CONNECTORS.values() if one.logo and not finders.find(one.logo)]

    assert missing == []
