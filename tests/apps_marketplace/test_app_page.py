"""An app's page: what it says in each state, and what a merchant does there."""

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from apps_marketplace.models import AppState, Installation, InstallationState
from earning.models import Rule
from loyalty.merchants.actions import change_plan
from loyalty.merchants.models import Merchant, Plan
from loyalty.team.models import Role
from tests.apps_marketplace.cast import CM_COMMERCE, STEPS, install_app, make_app, make_paying_merchant
from tests.apps_marketplace.oauth.cast import make_starry
from tests.cast import make_colleague, make_merchant, make_rule, make_user, sign_in

pytestmark = pytest.mark.django_db

S = InstallationState
PAGE = f"/apps/{CM_COMMERCE}/"
REVIEW = "cm-commerce/review"


def page(client: Client, address: str = PAGE) -> str:
    return client.get(address).content.decode()


def state_of(merchant: Merchant, app: str = CM_COMMERCE) -> str:
    with scope(merchant=merchant):
        return Installation.objects.get(app=app).state


def test_the_page_says_what_the_app_does_reads_changes_and_brings(client: Client) -> None:
    make_paying_merchant()

    text = page(sign_in(client, make_user()))

    for sentence in (
        "Points for reviews, and points in your e-mails",
        "Read customers",
        "Send and revoke activities",
        "CM Commerce: Review a purchased product",
        "Connect the app to add a rule",
        "Point Balance",
        "Referral URL",
        "VIP Tier",
        "Staff look at each install first.",
        "help@conversio.com",
        "Install",
    ):
        assert sentence in text


# What the page says in each state, and what it offers to do.
SAYS = {
    S.WAITING: ("Waiting for approval", "Withdraw request"),
    S.ASKED: ("What is it for?", "Send answer"),
    S.APPROVED: ("Authorize it now", "Remove"),
    S.DECLINED: ("Not yet.", "Ask again"),
    S.AUTHORIZING: ("Not finished yet", "Remove"),
    S.CONNECTED: ("Customers earn nothing by it yet", "Add earning rule"),
    S.PAUSED: ("The key was refused.", "Resume"),
    S.REMOVED: ("You removed this app.", "Install"),
}


@pytest.mark.parametrize("state", STEPS)
def test_each_state_says_what_to_do_next(client: Client, state: InstallationState) -> None:
    install_app(make_paying_merchant(), state=state)

    text = page(sign_in(client, make_user()))

    assert [words for words in SAYS[state] if words not in text] == []


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.VIEWER])
@pytest.mark.parametrize("state", STEPS)
def test_others_of_the_team_look_and_touch_nothing(client: Client, role: Role, state: str) -> None:
    merchant = make_paying_merchant()
    install_app(merchant, state=state)
    sign_in(client, make_colleague(merchant, role=role))

    answers = [client.post(f"{PAGE}{act}/") for act in ("install", "answer", "resume", "remove")]

    assert '<form method="post" action="/apps/' not in page(client)
    assert [answer.status_code for answer in answers] == [403] * 4
    assert state_of(merchant) == state


def test_others_of_the_team_read_who_may_authorize_it(client: Client) -> None:
    merchant = make_paying_merchant()
    make_starry(start_url="https://starry.example.com/start")
    install_app(merchant, app="starry", state=S.APPROVED)

    seen = page(sign_in(client, make_colleague(merchant, role=Role.VIEWER)), "/apps/starry/")

    assert "An owner or an admin of the shop has to authorize it." in seen
    assert "Authorize it now" not in seen


def test_installing_waits_for_approval_and_says_so(client: Client) -> None:
    merchant = make_paying_merchant()

    answer = sign_in(client, make_user()).post(f"{PAGE}install/", follow=True)

    assert state_of(merchant) == S.WAITING
    assert "You are told as soon as it is decided." in answer.content.decode()


def test_installing_what_needs_no_approval_leads_on_at_once(client: Client) -> None:
    make_app(approval="never")
    merchant = make_paying_merchant()

    answer = sign_in(client, make_user()).post("/apps/starry/install/", follow=True)

    assert state_of(merchant, "starry") == S.APPROVED
    assert "Authorize it now" in answer.content.decode()


def test_on_the_free_plan_nothing_is_installed_and_the_plans_are_a_step_away(client: Client) -> None:
    merchant = make_merchant()
    sign_in(client, make_user())

    answer = client.post(f"{PAGE}install/", follow=True)

    text = answer.content.decode()
    assert "Change your plan first." in text
    assert "Look at the plans" in text
    assert f'action="{PAGE}install/"' not in text
    with scope(merchant=merchant):
        assert not Installation.objects.exists()


@pytest.mark.parametrize("state", [S.APPROVED, S.AUTHORIZING, S.CONNECTED])
def test_whose_plan_became_too_small_reads_of_plans_alone(client: Client, state: InstallationState) -> None:
    merchant = make_paying_merchant()
    install_app(merchant, state=state)
    change_plan(merchant, Plan.FREE)

    seen = page(sign_in(client, make_user()))

    assert "This app is for paid plans, and yours is the free one." in seen
    assert ("until you are on a paid plan again" in seen) == (state == S.CONNECTED)
    assert [
        words for words in ("Authorize it now", "Not finished yet", "add an earning rule") if words in seen
    ] == []


def test_a_question_is_answered_on_the_page(client: Client) -> None:
    merchant = make_paying_merchant()
    install_app(merchant, state=S.ASKED)
    sign_in(client, make_user())

    empty = client.post(f"{PAGE}answer/", {"words": " "})
    given = client.post(f"{PAGE}answer/", {"words": "For reviews."}, follow=True)

    assert empty.status_code == 422
    assert empty.context["answer"].errors == {"words": ["Write an answer."]}
    assert state_of(merchant) == S.WAITING
    assert "For reviews." in given.content.decode()


def test_who_may_not_answer_reads_who_has_to(client: Client) -> None:
    merchant = make_paying_merchant()
    install_app(merchant, state=S.ASKED)

    seen = page(sign_in(client, make_colleague(merchant)))

    assert "An owner or an admin of the shop has to answer." in seen
    assert "Send answer" not in seen


def test_a_declined_app_is_asked_for_again(client: Client) -> None:
    merchant = make_paying_merchant()
    install_app(merchant, state=S.DECLINED)

    sign_in(client, make_user()).post(f"{PAGE}install/")

    assert state_of(merchant) == S.WAITING


def test_a_paused_app_goes_on(client: Client) -> None:
    merchant = make_paying_merchant()
    install_app(merchant, state=S.PAUSED)

    sign_in(client, make_user()).post(f"{PAGE}resume/")

    assert state_of(merchant) == S.CONNECTED


def test_removing_says_first_which_rules_give_nothing_any_more(client: Client) -> None:
    merchant = make_paying_merchant()
    install_app(merchant)
    make_rule(merchant, action=REVIEW, name="Say how it tastes")
    sign_in(client, make_user())

    asked = page(client, f"{PAGE}remove/")
    before = state_of(merchant)
    client.post(f"{PAGE}remove/")

    assert "One earning rule gives nothing any more:" in asked
    assert "Say how it tastes" in asked
    assert (before, state_of(merchant)) == (S.CONNECTED, S.REMOVED)
    with scope(merchant=merchant):
        assert Rule.objects.get(action=REVIEW).is_active


@pytest.mark.parametrize("state", [S.WAITING, S.ASKED])
def test_who_still_waits_withdraws_a_request(client: Client, state: InstallationState) -> None:
    merchant = make_paying_merchant()
    install_app(merchant, state=state)
    sign_in(client, make_user())

    asked = page(client, f"{PAGE}remove/")
    client.post(f"{PAGE}remove/")

    assert "Withdraw the request for CM Commerce?" in asked
    assert "Remove app" not in asked
    assert state_of(merchant) == S.REMOVED


def test_a_connected_app_leads_to_its_rule(client: Client) -> None:
    install_app(make_paying_merchant())

    text = page(sign_in(client, make_user()))

    assert reverse("earning:create", args=[REVIEW]) in text


@pytest.mark.parametrize("state", [AppState.DRAFT, AppState.IN_REVIEW, AppState.WITHDRAWN])
def test_an_app_that_is_not_offered_is_not_found(client: Client, state: str) -> None:
    make_app(state=state)
    make_paying_merchant()
    sign_in(client, make_user())

    answers = [
        client.get("/apps/starry/"),
        client.post("/apps/starry/install/"),
        client.get("/apps/nothing/"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_a_withdrawn_app_stays_with_those_who_have_it(client: Client) -> None:
    app = make_app(approval="never")
    install_app(make_paying_merchant(), app="starry")
    app.state = AppState.WITHDRAWN
    app.save(update_fields=["state"])

    shown = page(sign_in(client, make_user()), "/apps/starry/")

    assert "No longer offered" in shown
    assert "you cannot install it again" in page(client, "/apps/starry/remove/")
    assert "its rules and settings are as they were" not in shown


def test_the_logo_of_a_registered_app_is_shown(client: Client) -> None:
    make_app(logo=b"\x89PNG\r\n\x1a\n", logo_type="image/png")
    make_paying_merchant()
    sign_in(client, make_user())

    answer = client.get("/apps/starry/logo/")

    assert (answer.headers["Content-Type"], answer.content) == ("image/png", b"\x89PNG\r\n\x1a\n")
    assert 'src="/apps/starry/logo/"' in page(client, "/apps/")


def test_a_client_of_the_old_way_is_told_of(client: Client) -> None:
    install_app(make_paying_merchant(), state=S.APPROVED)

    text = page(sign_in(client, make_user()))

    assert "Staff still have to register this app as a client." in text
