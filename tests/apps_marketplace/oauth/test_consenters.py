"""A consent counts as long as who gave it may give it."""

from collections.abc import Callable
from typing import Any

import pytest
from django_scopes import scope

from apps_marketplace.actions import NeedsConsent, remove_app, resume_app, suspend_app
from apps_marketplace.models import InstallationState, Pause
from apps_marketplace.oauth.queries import orphaned_installs
from loyalty.jobs.actions import later
from loyalty.jobs.tasks.drain import run_due
from loyalty.merchants.models import Merchant
from loyalty.team.models import Membership, Role, User
from tests.apps_marketplace.oauth.cast import (
    Starry,
    browser_of,
    installed,
    is_worth_something,
    make_shop,
    make_starry,
)
from tests.cast import MONDAY, make_colleague, make_staff, make_user

pytestmark = pytest.mark.django_db

S = InstallationState


def let_the_clock_look(time: str = "once") -> None:
    later("apps.review_consents", merchant_id=None, key=time)
    run_due()


def connected_by(role: Role) -> tuple[Starry, Merchant, User, dict[str, Any]]:
    _olive, merchant = make_shop()
    anna = make_colleague(merchant, role=role, name="Anna")
    starry = make_starry()
    return starry, merchant, anna, starry.connect(browser_of(anna), merchant)


def leave(merchant: Merchant, who: User) -> None:
    with scope(merchant=merchant):
        Membership.objects.filter(user=who).delete()


def step_down(merchant: Merchant, who: User) -> None:
    with scope(merchant=merchant):
        Membership.objects.filter(user=who).update(role=Role.SUPPORT)


def be_locked_out(_merchant: Merchant, who: User) -> None:
    User.objects.filter(pk=who.pk).update(is_active=False)


LOSSES = [leave, step_down, be_locked_out]


@pytest.mark.parametrize("lose", LOSSES)
def test_tokens_are_refused_from_the_moment_the_role_is_lost(lose: Callable[[Merchant, User], None]) -> None:
    starry, merchant, anna, tokens = connected_by(Role.ADMIN)
    before = is_worth_something(starry, tokens["access_token"])

    lose(merchant, anna)

    assert before
    assert not is_worth_something(starry, tokens["access_token"])
    assert starry.renew(tokens["refresh_token"]).status_code == 400


def test_a_code_of_somebody_who_left_is_worth_nothing() -> None:
    _olive, merchant = make_shop()
    anna = make_colleague(merchant, role=Role.ADMIN, name="Anna")
    starry = make_starry()
    code = starry.code(browser_of(anna), merchant)

    leave(merchant, anna)

    assert starry.exchange(code).status_code == 400


def test_a_role_in_another_shop_helps_nothing() -> None:
    starry, merchant, anna, tokens = connected_by(Role.ADMIN)
    make_shop(name="Another", owner=make_user("Anna"))

    leave(merchant, anna)

    assert not is_worth_something(starry, tokens["access_token"])


@pytest.mark.parametrize("lose", LOSSES)
def test_the_clock_pauses_the_app_and_revokes_its_tokens(lose: Callable[[Merchant, User], None]) -> None:
    starry, merchant, anna, tokens = connected_by(Role.ADMIN)
    lose(merchant, anna)

    let_the_clock_look("once")
    let_the_clock_look("twice")

    installation = installed(merchant)
    assert installation is not None
    assert (installation.state, list(installation.pauses)) == (S.PAUSED, [Pause.CONSENT])
    with scope(merchant=merchant):
        assert installation.moves.filter(after=S.PAUSED).count() == 1
        Membership.objects.update_or_create(merchant=merchant, user=anna, defaults={"role": Role.ADMIN})
    User.objects.update(is_active=True)
    assert not is_worth_something(starry, tokens["access_token"])


def test_somebody_else_agrees_and_it_goes_on() -> None:
    starry, merchant, anna, _tokens = connected_by(Role.ADMIN)
    leave(merchant, anna)
    let_the_clock_look()
    installation = installed(merchant)
    assert installation is not None
    olive = browser_of(make_user("Olive"))

    page = olive.get("/apps/starry/").content.decode()
    with scope(merchant=merchant), pytest.raises(NeedsConsent):
        resume_app(installation, by=make_user("Olive"), at=MONDAY)
    again = starry.connect(olive, merchant)

    assert "no longer an owner or admin of the shop" in page
    assert is_worth_something(starry, again["access_token"])
    after = installed(merchant)
    assert after is not None
    assert (after.state, after.pauses, after.authorized_by) == (S.CONNECTED, {}, make_user("Olive"))


def test_who_keeps_a_role_that_may_agree_keeps_the_app_at_work() -> None:
    starry, merchant, anna, tokens = connected_by(Role.ADMIN)
    with scope(merchant=merchant):
        Membership.objects.filter(user=anna).update(role=Role.OWNER)

    let_the_clock_look()

    assert is_worth_something(starry, tokens["access_token"])


def test_the_clock_looks_at_nothing_that_is_not_at_work() -> None:
    _starry, merchant, anna, _tokens = connected_by(Role.ADMIN)
    leave(merchant, anna)
    with scope(merchant=merchant):
        remove_app(merchant, app="starry", by=make_user("Olive"), at=MONDAY)

    assert orphaned_installs() == []


def test_nobody_agrees_to_what_staff_have_paused() -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    starry.connect(olive, merchant)
    installation = installed(merchant)
    assert installation is not None
    with scope(merchant=merchant):
        suspend_app(installation, reason="It asked too often.", by=make_staff(), at=MONDAY)

    page = olive.get(starry.address()).content.decode()
    olive.post(starry.address(), {"merchant": merchant.pk})

    assert "The people who run this installation paused Starry" in page
    after = installed(merchant)
    assert after is not None
    assert (after.state, list(after.pauses)) == (S.PAUSED, [Pause.STAFF])
