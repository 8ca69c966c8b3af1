"""Staff make an app one for paid plans, or take that back: shops that have it follow."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django_scopes import scope

from apps_marketplace.actions import move_to_plan, pause_app, suspend_app
from apps_marketplace.actions.reviews import set_app_policy
from apps_marketplace.models import App, Approval, Installation, InstallationState, Pause
from apps_marketplace.queries import app_of
from apps_marketplace.queries.staff import misfits
from loyalty.jobs.models import Job
from loyalty.jobs.tasks.drain import run_due
from loyalty.merchants.actions import change_plan
from loyalty.merchants.models import Merchant, Plan
from loyalty.webhooks.models import Endpoint
from tests.apps_marketplace.cast import install_app, make_app, make_paying_merchant
from tests.apps_marketplace.test_installations import story
from tests.apps_marketplace.test_notices import told
from tests.cast import MONDAY, make_staff, make_user, sign_in

pytestmark = pytest.mark.django_db

S = InstallationState
PAGE = "/staff/apps/starry/"
WHY = "It is for paid plans, and the shop is on the free one."
LATER = MONDAY + timedelta(hours=1)


def make_starry() -> App:
    return make_app(is_paid_only=False, approval="never", webhook_url="https://starry.example.com/hooks")


def installed(name: str = "Oils", *, plan: Plan = Plan.FREE, state: str = S.CONNECTED) -> Merchant:
    merchant = make_paying_merchant(name=name)
    install_app(
        merchant, app="starry", state=state, scopes=["customer:read"] if state == S.CONNECTED else None
    )
    change_plan(merchant, plan)
    run_due()
    return merchant


def decide(*, is_paid_only: bool) -> None:
    app = App.objects.get(slug="starry")
    set_app_policy(app, approval=Approval(app.approval), is_paid_only=is_paid_only, by=make_staff(), at=LATER)
    run_due()


def installation_at(merchant: Merchant) -> Installation:
    with scope(merchant=merchant):
        return Installation.objects.get(app="starry")


def state_at(merchant: Merchant) -> tuple[str, dict[str, str]]:
    there = installation_at(merchant)
    return there.state, there.pauses


def is_told(merchant: Merchant) -> bool:
    with scope(merchant=merchant):
        return bool(Endpoint.objects.active().filter(source="starry").exists())


def test_shops_on_the_free_plan_are_paused_with_the_reason_and_others_go_on() -> None:
    make_starry()
    free, paying = installed("Free"), installed("Paying", plan=Plan.GROWTH)

    decide(is_paid_only=True)

    assert state_at(free) == (S.PAUSED, {Pause.PLAN: WHY})
    assert story(free)[-1] == ("Greta", S.PAUSED, WHY)
    assert state_at(paying) == (S.CONNECTED, {})
    assert [is_told(shop) for shop in (free, paying)] == [False, True]


def test_they_go_on_when_staff_take_it_back() -> None:
    make_starry()
    shop = installed()

    decide(is_paid_only=True)
    decide(is_paid_only=False)

    assert state_at(shop) == (S.CONNECTED, {})
    assert is_told(shop)
    assert [after for _who, after, _why in story(shop)][-3:] == [S.CONNECTED, S.PAUSED, S.CONNECTED]


def test_one_goes_on_when_its_plan_grows() -> None:
    make_starry()
    shop = installed()

    decide(is_paid_only=True)
    with scope(merchant=shop):
        move_to_plan(shop, Plan.GROWTH, by=make_user("Olive"), at=LATER)

    assert state_at(shop) == (S.CONNECTED, {})


def test_what_is_paused_for_something_else_stays_so() -> None:
    make_starry()
    asked, suspended = installed("Asked"), installed("Suspended")
    with scope(merchant=asked):
        pause_app(installation_at(asked), why="Its key was refused.", at=MONDAY)
    with scope(merchant=suspended):
        suspend_app(installation_at(suspended), reason="Too many calls.", by=make_staff(), at=MONDAY)

    decide(is_paid_only=True)
    meanwhile = [set(state_at(shop)[1]) for shop in (asked, suspended)]
    decide(is_paid_only=False)

    assert meanwhile == [{Pause.MERCHANT, Pause.PLAN}, {Pause.STAFF, Pause.PLAN}]
    assert [state_at(shop) for shop in (asked, suspended)] == [
        (S.PAUSED, {Pause.MERCHANT: "Its key was refused."}),
        (S.PAUSED, {Pause.STAFF: "Too many calls."}),
    ]


@pytest.mark.parametrize("state", [S.APPROVED, S.AUTHORIZING, S.REMOVED])
def test_what_is_not_at_work_is_left_alone(state: str) -> None:
    make_starry()
    shop = installed(state=state)
    before = story(shop)

    decide(is_paid_only=True)

    assert story(shop) == before


def test_the_same_again_changes_nothing() -> None:
    make_starry()
    shop = installed()

    for _time in range(2):
        decide(is_paid_only=True)
    Job.objects.filter(kind="apps.fit_plans").update(state="pending", attempts=0, finished_at=None)
    run_due()

    assert Job.objects.filter(kind="apps.fit_plans").count() == 1
    assert [after for _who, after, _why in story(shop)].count(S.PAUSED) == 1


def test_a_plan_that_changes_before_it_is_done_counts() -> None:
    app = make_starry()
    shrinks, grows = installed("Shrinks", plan=Plan.GROWTH), installed("Grows")

    set_app_policy(app, approval=Approval.NEVER, is_paid_only=True, by=make_staff(), at=LATER)
    change_plan(shrinks, Plan.FREE)
    change_plan(grows, Plan.GROWTH)
    run_due()

    assert [state_at(shop)[0] for shop in (shrinks, grows)] == [S.PAUSED, S.CONNECTED]


def test_each_shop_is_told_in_its_language_and_staff_are_not_told_of_each_shop() -> None:
    make_starry()
    make_staff("Gustav")
    shop = make_paying_merchant(name="Oljor", language="sv")
    install_app(shop, app="starry")
    change_plan(shop, Plan.FREE)
    told(shop)
    mail.outbox.clear()

    decide(is_paid_only=True)

    with translation.override("sv"):
        title = translation.gettext("%(app)s is paused: it needs a paid plan") % {"app": "Starry"}
        assert state_at(shop)[1] == {Pause.PLAN: translation.gettext(WHY)}
    assert told(shop) == {("Olive", title)}
    assert {letter.to[0] for letter in mail.outbox} == {"olive@example.com"}


def test_the_page_says_how_many_shops_it_would_stop_and_that_it_does(client: Client) -> None:
    make_starry()
    installed("One")
    installed("Two")
    installed("Paying", plan=Plan.GROWTH)
    sign_in(client, make_staff())

    page = client.get(PAGE).content.decode()
    answer = client.post(f"{PAGE}policy/", {"approval": "never", "is_paid_only": "on"}, follow=True)

    assert "2 shops on the free plan use it" in page
    assert "Saved. Shops on the free plan that use it are paused." in answer.content.decode()
    back = client.post(f"{PAGE}policy/", {"approval": "never"}, follow=True).content.decode()
    assert "Saved. Shops that were paused for want of a paid plan go on." in back


def test_one_shop_and_three_are_found_in_one_statement() -> None:
    make_starry()
    app, counted = App.objects.get(slug="starry"), []
    for names in (("One",), ("Two", "Three")):
        for name in names:
            installed(name)
        App.objects.update(is_paid_only=True)
        with CaptureQueriesContext(connection) as seen:
            found = misfits(app_of(app.slug))
        App.objects.update(is_paid_only=False)
        counted.append((len(found), len(seen)))

    assert counted == [(1, 2), (3, 2)]
