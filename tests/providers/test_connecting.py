"""CM Commerce and a shop get to know each other, over real HTTP."""

from datetime import timedelta

import pytest

from tests.apps_marketplace.oauth.cast import installed
from tests.providers.stand_in import EMAIL, PASSWORD
from tests.providers.story import APP, Story
from tests.providers.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)


def test_install_leads_by_consent_and_sign_in_to_an_authorized_account(story: Story) -> None:
    story.approve()

    consent = story.olive.open(f"{story.commerce.setup.address}/connect")
    sign_in_page = story.olive.press(consent, "Authorize")
    account = story.olive.press(sign_in_page, "Sign in", email=EMAIL, password=PASSWORD)

    assert "Read customers" in consent.words
    assert "Send and revoke activities" in consent.words
    assert "Sign in to CM Commerce" in sign_in_page.words
    assert "Your loyalty account has been authorized." in account.words
    installation = installed(story.merchant, APP)
    assert installation is not None
    assert installation.state == "connected"
    assert installation.scopes == ["activity:write", "customer:read"]


def test_connection_settings_lead_the_same_way(story: Story) -> None:
    story.approve()
    signed_in = story.olive.press(story.page("/sign-in"), "Sign in", email=EMAIL, password=PASSWORD)

    consent = story.olive.press(signed_in, "Connect")
    account = story.olive.press(consent, "Authorize")

    assert "Your loyalty account has been authorized." in account.words


def test_nothing_is_connected_when_the_merchant_says_no(story: Story) -> None:
    story.approve()
    consent = story.olive.open(f"{story.commerce.setup.address}/connect")

    refused = story.olive.follow(consent, "Cancel")

    assert "nothing was connected" in refused.words
    assert story.connection is None


def test_an_app_that_staff_have_not_approved_is_not_authorized(story: Story) -> None:
    consent = story.olive.open(f"{story.commerce.setup.address}/connect")

    assert all("Authorize" not in form.buttons for form in consent.forms)
    assert "approved first" in consent.words


def test_an_answer_that_another_browser_asked_for_is_refused(story: Story) -> None:
    story.approve()
    consent = story.olive.open(f"{story.commerce.setup.address}/connect")
    form = consent.form("Authorize")
    sent = story.olive.session.post(consent.url, data=form.values, allow_redirects=False, timeout=30)

    other = Visitor().open(sent.headers["Location"])

    assert "belongs to no question that this browser asked" in other.words


def test_an_answer_from_another_provider_is_refused(story: Story) -> None:
    address = f"{story.commerce.setup.address}/connect/callback?code=x&state=y&iss=https://elsewhere.example"

    assert "does not come from Grin" in story.olive.open(address).words


def test_access_that_nobody_signs_in_for_is_given_back(story: Story) -> None:
    story.approve()
    consent = story.olive.open(f"{story.commerce.setup.address}/connect")
    story.olive.press(consent, "Authorize")

    story.work(after=timedelta(minutes=16))
    late = story.olive.press(story.page("/sign-in"), "Sign in", email=EMAIL, password=PASSWORD)

    assert "Your loyalty account has been authorized." not in late.words
    assert story.connection is None


@pytest.mark.parametrize("path", ["/nowhere", "/review/nothing"])
def test_an_address_that_leads_nowhere_is_answered_by_a_page(story: Story, path: str) -> None:
    story.olive.press(story.page("/sign-in"), "Sign in", email=EMAIL, password=PASSWORD)

    lost = story.page(path)
    back = story.olive.follow(lost, "Connection Settings")

    assert lost.status == 404
    assert "No such page" in lost.words
    assert back.status == 200
