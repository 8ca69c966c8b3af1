"""Who may agree for a merchant, to what, and what it says before they do."""

from html import unescape
from urllib.parse import quote

import pytest
from django.test import Client
from django_scopes import scope

from apps_marketplace.actions import (
    approve_install,
    ask_about_install,
    decline_install,
    remove_app,
    request_install,
)
from apps_marketplace.models import Approval, AppState, Grant, InstallationMove, InstallationState
from loyalty.team.actions import add_member
from loyalty.team.models import Role
from tests.apps_marketplace.cast import make_paying_merchant
from tests.apps_marketplace.oauth.cast import (
    CALLBACK,
    answered,
    browser_of,
    installed,
    make_shop,
    make_starry,
)
from tests.cast import MONDAY, make_colleague, make_merchant, make_staff, make_user

pytestmark = pytest.mark.django_db


def text_of(response: object) -> str:
    return " ".join(unescape(response.content.decode()).split())  # type: ignore[attr-defined]  # a response


def test_the_page_names_the_shop_the_app_and_each_scope() -> None:
    olive, _merchant = make_shop()
    starry = make_starry(scopes=["customer:read", "points_transaction:write"])

    page = text_of(olive.get(starry.address()))

    assert "Connect Starry to Olive's oils?" in page
    assert "Read customers" in page
    assert "Give and take points" in page
    assert "Worth points or money" in page
    assert "Next you are taken to <strong>starry.example.com</strong>" in page


def test_agreeing_leads_back_with_a_code_the_state_and_who_answers() -> None:
    olive, merchant = make_shop()
    starry = make_starry()

    answer = answered(olive.post(starry.address(), {"merchant": merchant.pk}))

    assert answer.keys() == {"code", "state", "iss"}
    assert answer["state"] == "a-state"
    assert answer["iss"] == "http://testserver"
    known = installed(merchant)
    assert known is not None
    assert known.state == InstallationState.AUTHORIZING
    assert Grant.objects.get().scope == "customer:read activity:write"


def test_looking_at_the_page_installs_nothing() -> None:
    olive, merchant = make_shop()

    olive.get(make_starry().address())

    assert installed(merchant) is None


def test_the_way_to_say_no_leads_back_too() -> None:
    olive, _merchant = make_shop()

    page = unescape(olive.get(make_starry().address()).content.decode())

    denied = f"{CALLBACK}?error=access_denied&state=a-state&iss={quote('http://testserver', safe='')}"
    assert f'href="{denied}"' in page


def test_who_is_not_signed_in_signs_in_first_and_comes_back() -> None:
    starry = make_starry()

    response = Client().get(starry.address())

    assert response.status_code == 302
    assert response["Location"] == f"/accounts/login/?next={quote(starry.address())}"


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SUPPORT])
def test_others_see_who_may_and_cannot(role: Role) -> None:
    _olive, merchant = make_shop()
    browser = browser_of(make_colleague(merchant, role=role, name="Sam"))
    starry = make_starry()

    page = browser.get(starry.address())
    sent = browser.post(starry.address(), {"merchant": merchant.pk})

    assert "Starry cannot be connected yet" in text_of(page)
    assert "Only an owner or an admin of Olive's oils can authorize apps." in text_of(page)
    assert "olive@example.com" in text_of(page)
    assert "Authorize</button>" not in text_of(page)
    assert sent.status_code == 422
    assert Grant.objects.count() == 0


def test_an_admin_may() -> None:
    _olive, merchant = make_shop()
    browser = browser_of(make_colleague(merchant, role=Role.ADMIN, name="Adam"))

    assert "code" in answered(browser.post(make_starry().address(), {"merchant": merchant.pk}))


def test_who_works_for_several_shops_chooses_one() -> None:
    olive, oils = make_shop()
    teas = make_paying_merchant(name="Olive's teas")
    starry = make_starry()

    page = text_of(olive.get(starry.address()))
    unsaid = olive.post(starry.address(), {})
    answered(olive.post(starry.address(), {"merchant": teas.pk}))

    assert "Connect Starry to your shop?" in page
    assert "checked" not in page
    assert unsaid.status_code == 422
    assert "Choose the shop that the app is for." in text_of(unsaid)
    assert installed(oils) is None
    assert installed(teas) is not None


def test_the_shop_where_the_install_is_under_way_is_chosen_beforehand() -> None:
    olive, oils = make_shop()
    make_paying_merchant(name="Olive's teas")
    starry = make_starry()
    with scope(merchant=oils):
        request_install(oils, app="starry", by=make_user("Olive"), at=MONDAY)

    page = text_of(olive.get(starry.address()))

    assert page.count("checked") == 1


def test_a_shop_that_one_may_not_decide_for_cannot_be_chosen() -> None:
    olive, _oils = make_shop()
    other = make_paying_merchant(owner=make_user("Tess"), name="Tess's teas")
    with scope(merchant=other):
        add_member(other, user=make_user("Olive"), role=Role.VIEWER)
    starry = make_starry()

    page = text_of(olive.get(starry.address()))
    sent = olive.post(starry.address(), {"merchant": other.pk})

    assert "Tess's teas: your role there does not allow it" in page
    assert sent.status_code == 422
    assert Grant.objects.count() == 0


def test_a_strangers_shop_cannot_be_chosen() -> None:
    olive, _oils = make_shop()
    starry = make_starry()
    foreign = make_paying_merchant(owner=make_user("Ulla"), name="Ulla's urns")

    sent = olive.post(starry.address(), {"merchant": foreign.pk})

    assert sent.status_code == 422
    assert installed(foreign) is None


def test_someone_of_no_team_is_told_so() -> None:
    starry = make_starry()

    page = text_of(browser_of(make_user("Nobody")).get(starry.address()))

    assert "Your account is not part of any shop's team." in page


def test_an_app_for_paid_plans_is_refused_on_the_free_one() -> None:
    olive = browser_of(make_user("Olive"))
    merchant = make_merchant()
    starry = make_starry()

    page = text_of(olive.get(starry.address()))
    sent = olive.post(starry.address(), {"merchant": merchant.pk})

    assert '<a class="button" href="/apps/starry/" data-look="main" >Open its page</a>' in page
    assert "Starry is for paid plans, and Olive's oils is on the plan Free." in page
    assert sent.status_code == 422
    assert installed(merchant) is None


@pytest.mark.parametrize("state", [AppState.DRAFT, AppState.IN_REVIEW, AppState.WITHDRAWN])
def test_an_app_that_is_not_offered_is_refused(state: AppState) -> None:
    olive, merchant = make_shop()
    starry = make_starry(state=state)

    page = text_of(olive.get(starry.address()))
    sent = olive.post(starry.address(), {"merchant": merchant.pk})

    assert "Starry is not offered at present." in page
    assert sent.status_code == 422


def test_an_app_that_needs_approval_is_refused_until_it_has_it() -> None:
    olive, merchant = make_shop()
    starry = make_starry(approval=Approval.ALWAYS)
    seen = [text_of(olive.get(starry.address()))]
    with scope(merchant=merchant):
        asked = request_install(merchant, app="starry", by=make_user("Olive"), at=MONDAY)
    seen.append(text_of(olive.get(starry.address())))
    sent = olive.post(starry.address(), {"merchant": merchant.pk})
    with scope(merchant=merchant):
        approve_install(asked, by=make_staff(), at=MONDAY)

    answer = olive.post(starry.address(), {"merchant": merchant.pk})

    assert "has to be approved first" in seen[0]
    assert "waits for approval" in seen[1]
    assert sent.status_code == 422
    assert "code" in answered(answer)


def test_an_install_that_was_declined_is_not_asked_for_again_here() -> None:
    olive, merchant = make_shop()
    starry = make_starry(approval=Approval.ALWAYS)
    with scope(merchant=merchant):
        asked = request_install(merchant, app="starry", by=make_user("Olive"), at=MONDAY)
        decline_install(asked, by=make_staff(), at=MONDAY, reason="Not yet.")

    page = text_of(olive.get(starry.address()))
    sent = olive.post(starry.address(), {"merchant": merchant.pk})

    assert "was declined" in page
    assert sent.status_code == 422
    known = installed(merchant)
    assert known is not None
    assert known.state == InstallationState.DECLINED


def test_a_question_of_the_staff_is_answered_first() -> None:
    olive, merchant = make_shop()
    starry = make_starry(approval=Approval.ALWAYS)
    with scope(merchant=merchant):
        asked = request_install(merchant, app="starry", by=make_user("Olive"), at=MONDAY)
        ask_about_install(asked, by=make_staff(), at=MONDAY, question="What is it for?")

    page = text_of(olive.get(starry.address()))

    assert "have a question about Starry at Olive's oils. Answer it on the app's page." in page
    assert 'href="/apps/starry/"' in page


def test_consent_is_written_down_with_who_gave_it() -> None:
    olive, merchant = make_shop()

    make_starry().code(olive, merchant)

    with scope(merchant=merchant):
        last = InstallationMove.objects.latest("number")
    assert (last.after, last.actor) == (InstallationState.AUTHORIZING, make_user("Olive"))


def test_more_scopes_are_asked_for_and_what_is_new_is_marked() -> None:
    olive, merchant = make_shop()
    starry = make_starry(scopes=["customer:read", "activity:write"])
    tokens = starry.connect(olive, merchant, scope="customer:read")

    page = text_of(olive.get(starry.address()))

    assert tokens["scope"] == "customer:read"
    assert "is connected already and asks for something else now" in page
    assert page.count(">New<") == 1
    known = installed(merchant)
    assert known is not None
    assert known.scopes == ["customer:read"]


def test_what_it_may_no_longer_do_is_said_too() -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    starry.connect(olive, merchant)

    page = text_of(olive.get(starry.address(scope="customer:read")))

    assert "It will no longer be able to" in page
    assert "Send and revoke activities" in page


def test_after_a_removal_nothing_is_taken_for_granted() -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    starry.connect(olive, merchant)
    with scope(merchant=merchant):
        remove_app(merchant, app="starry", by=make_user("Olive"), at=MONDAY)

    page = text_of(olive.get(starry.address(scope="customer:read")))

    assert "is connected already" not in page
    assert "It will no longer" not in page


def test_an_old_smile_client_is_told_apart() -> None:
    olive, _merchant = make_shop()
    old = make_starry(is_pkce_exempt=True)

    page = text_of(olive.get(old.address(code_challenge=None, code_challenge_method=None)))

    assert "An older app" in page
    assert "was written for Smile" in page


def test_number_of_queries_does_not_grow_with_the_shops(
    django_assert_num_queries: object,
) -> None:
    olive, _oils = make_shop()
    starry = make_starry()
    olive.get(starry.address())
    with django_assert_num_queries(7):  # type: ignore[operator]  # pytest-django's own
        olive.get(starry.address())
    make_paying_merchant(name="Olive's teas")
    make_paying_merchant(name="Olive's tins")

    with django_assert_num_queries(7):  # type: ignore[operator]  # pytest-django's own
        olive.get(starry.address())
