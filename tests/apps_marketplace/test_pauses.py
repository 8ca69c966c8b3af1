"""Apps that are paused: by staff, for want of a plan, for the merchant to see to, and for several reasons at once."""

from collections.abc import Callable
from threading import Event
from time import sleep

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation
from django_scopes import scope

from apps_marketplace.actions import (
    CannotMove,
    PausedByStaff,
    TooManyWords,
    WordsMissing,
    begin_authorizing,
    connect_app,
    installations,
    move_to_plan,
    moves,
    pause_app,
    release_app,
    remove_app,
    request_install,
    resume_app,
    suspend_app,
)
from apps_marketplace.actions.pauses import hold
from apps_marketplace.models import Approval, Installation, InstallationState, Pause
from apps_marketplace.queries import allows_now
from loyalty.audit.models import AuditEvent
from loyalty.errors import Refused
from loyalty.jobs.tasks.drain import run_due
from loyalty.merchants.models import Merchant, Plan
from loyalty.team.models import Role
from tests.apps_marketplace.cast import CM_COMMERCE, STEPS, install_app, make_paying_merchant
from tests.apps_marketplace.test_installations import story
from tests.apps_marketplace.test_notices import told
from tests.cast import MONDAY, make_colleague, make_staff, make_user, sign_in
from tests.races import at_once

pytestmark = pytest.mark.django_db

S = InstallationState
PAGE = f"/apps/{CM_COMMERCE}/"
WHY = "It asked for every customer once a second."


def suspended() -> Installation:
    installation = install_app(make_paying_merchant(name="Oils"))
    with scope(merchant=installation.merchant):
        return suspend_app(installation, reason=WHY, by=make_staff(), at=MONDAY)


def fresh(installation: Installation) -> Installation:
    with scope(merchant=installation.merchant):
        return Installation.objects.select_related("merchant").get(pk=installation.pk)


def test_staff_pause_an_install_and_the_merchant_reads_why(client: Client) -> None:
    installation = install_app(make_paying_merchant())
    greta = sign_in(Client(), make_staff())
    address = f"/staff/approvals/{installation.pk}/"

    before = greta.get(address).content.decode()
    greta.post(f"{address}pause/", {"words": WHY})
    after = greta.get(address).content.decode()
    page = sign_in(client, make_user()).get(PAGE).content.decode()
    greta.post(f"{address}resume/")

    assert f'action="{address}pause/"' in before
    assert f'action="{address}resume/"' in after
    assert f'action="{address}pause/"' not in after
    assert "Paused by staff." in page
    assert WHY in page
    assert f'action="{PAGE}resume/"' not in page
    assert fresh(installation).state == S.CONNECTED
    assert story(installation.merchant)[-2:] == [("Greta", S.PAUSED, WHY), ("Greta", S.CONNECTED, "")]


def test_both_sides_are_told_by_notice_and_by_e_mail() -> None:
    installation = install_app(make_paying_merchant(name="Oils"))
    make_staff("Gustav")
    told(installation.merchant)
    mail.outbox.clear()

    with scope(merchant=installation.merchant):
        suspend_app(installation, reason=WHY, by=make_staff(), at=MONDAY)
    paused = told(installation.merchant)
    with scope(merchant=installation.merchant):
        release_app(installation, by=make_staff(), at=MONDAY)

    assert paused == {
        ("Olive", "Staff paused CM Commerce"),
        ("Gustav", "CM Commerce was paused by staff at Oils"),
    }
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert WHY in letters["olive@example.com"].body
    assert told(installation.merchant) == {
        ("Olive", "CM Commerce goes on"),
        ("Gustav", "CM Commerce goes on at Oils"),
    }


def test_a_pause_by_staff_is_audited_with_its_reason() -> None:
    installation = suspended()

    with scope(merchant=installation.merchant):
        event = AuditEvent.objects.get(action="installation.paused")

    assert (str(event.actor), event.after["why"]) == ("Greta", WHY)


@pytest.mark.parametrize("act", ["suspend", "release"])
@pytest.mark.parametrize("state", STEPS)
def test_staff_stop_only_what_is_at_work_and_twice_is_once(state: InstallationState, act: str) -> None:
    installation, greta = install_app(make_paying_merchant(), state=state), make_staff()
    at_work = state in (S.CONNECTED, S.PAUSED)

    def take() -> Installation:
        if act == "suspend":
            return suspend_app(installation, reason=WHY, by=greta, at=MONDAY)
        return release_app(installation, by=greta, at=MONDAY)

    with scope(merchant=installation.merchant):
        if not at_work:
            with pytest.raises(CannotMove):
                take()
            return
        take()
        once = story(installation.merchant)
        take()

    assert story(installation.merchant) == once
    assert (Pause.STAFF in fresh(installation).pauses) is (act == "suspend")


@pytest.mark.parametrize(("words", "refusal"), [(" ", WordsMissing), ("x" * 501, TooManyWords)])
def test_a_reason_is_needed(words: str, refusal: type[Refused]) -> None:
    installation = install_app(make_paying_merchant())

    with scope(merchant=installation.merchant), pytest.raises(refusal):
        suspend_app(installation, reason=words, by=make_staff(), at=MONDAY)


def test_an_empty_reason_comes_back_with_the_page(client: Client) -> None:
    installation = install_app(make_paying_merchant())

    answer = sign_in(client, make_staff()).post(f"/staff/approvals/{installation.pk}/pause/", {"words": ""})

    assert (answer.status_code, fresh(installation).state) == (422, S.CONNECTED)
    assert "Write what the shop should know." in answer.content.decode()


def test_the_merchant_gets_around_a_pause_by_staff_in_no_way() -> None:
    installation, olive = suspended(), make_user("Olive")
    merchant = installation.merchant

    with scope(merchant=merchant):
        with pytest.raises(PausedByStaff):
            resume_app(installation, by=olive, at=MONDAY)
        with pytest.raises(CannotMove):
            begin_authorizing(installation, by=olive, at=MONDAY)
        with pytest.raises(CannotMove):
            connect_app(merchant, app=CM_COMMERCE, at=MONDAY)
        Installation.objects.update(approval=Approval.NEVER)
        remove_app(merchant, app=CM_COMMERCE, by=olive, at=MONDAY)
        again = request_install(merchant, app=CM_COMMERCE, by=olive, at=MONDAY)

    assert (again.state, again.approval) == (S.WAITING, Approval.ALWAYS)


def test_one_with_two_reasons_goes_on_when_both_are_over() -> None:
    installation = suspended()
    merchant, olive, greta = installation.merchant, make_user("Olive"), make_staff()

    with scope(merchant=merchant):
        pause_app(installation, why="The key was refused.", at=MONDAY)
        both = dict(fresh(installation).pauses)
        release_app(installation, by=greta, at=MONDAY)
        one = fresh(installation)
        resume_app(installation, by=olive, at=MONDAY)

    assert both == {"staff": WHY, "merchant": "The key was refused."}
    assert (one.state, one.pauses) == (S.PAUSED, {"merchant": "The key was refused."})
    assert (fresh(installation).state, fresh(installation).pauses) == (S.CONNECTED, {})
    assert story(merchant)[-4:] == [
        ("Greta", S.PAUSED, WHY),
        ("", S.PAUSED, "The key was refused."),
        ("Greta", S.PAUSED, "The key was refused."),
        ("Olive", S.CONNECTED, ""),
    ]


@pytest.mark.parametrize("role", [Role.OWNER, Role.ADMIN])
def test_merchants_do_not_pause_as_staff_do(client: Client, role: Role) -> None:
    installation = install_app(make_paying_merchant())
    who = make_user() if role == Role.OWNER else make_colleague(installation.merchant, role=role)

    answers = [
        sign_in(client, who).post(f"/staff/approvals/{installation.pk}/{act}/", {"words": WHY})
        for act in ("pause", "resume")
    ]

    assert [answer.status_code for answer in answers] == [403, 403]


@pytest.mark.parametrize(("state", "pauses"), [(S.PAUSED, {}), (S.CONNECTED, {"staff": WHY})])
def test_the_database_refuses_a_pause_without_a_reason_and_a_reason_without_a_pause(
    state: str, pauses: dict[str, str]
) -> None:
    installation = install_app(make_paying_merchant())

    with scope(merchant=installation.merchant), pytest.raises(IntegrityError), transaction.atomic():
        Installation.objects.filter(pk=installation.pk).update(state=state, pauses=pauses)


def test_a_smaller_plan_pauses_apps_and_a_larger_one_lets_them_go_on() -> None:
    installation = install_app(make_paying_merchant())
    merchant, olive = installation.merchant, make_user("Olive")

    with scope(merchant=merchant):
        for _time in range(2):
            move_to_plan(merchant, Plan.FREE, by=olive, at=MONDAY)
        stopped = fresh(installation)
        for _time in range(2):
            move_to_plan(merchant, Plan.GROWTH, by=olive, at=MONDAY)

    assert (stopped.state, list(stopped.pauses)) == (S.PAUSED, [Pause.PLAN])
    assert fresh(installation).state == S.CONNECTED
    assert story(merchant)[-2:] == [
        ("Olive", S.PAUSED, "It is for paid plans, and the shop is on the free one."),
        ("Olive", S.CONNECTED, ""),
    ]


def test_a_larger_plan_leaves_what_others_have_paused() -> None:
    installation = suspended()
    merchant, olive = installation.merchant, make_user("Olive")

    with scope(merchant=merchant):
        move_to_plan(merchant, Plan.FREE, by=olive, at=MONDAY)
        move_to_plan(merchant, Plan.GROWTH, by=olive, at=MONDAY)

    assert fresh(installation).pauses == {"staff": WHY}


def test_what_the_plan_pauses_is_said_in_the_shops_language() -> None:
    installation = install_app(make_paying_merchant(language="sv"))
    merchant = installation.merchant
    with translation.override("sv"):
        expected = translation.gettext("It is for paid plans, and the shop is on the free one.")

    with scope(merchant=merchant):
        move_to_plan(merchant, Plan.FREE, by=make_user("Olive"), at=MONDAY)

    assert fresh(installation).pauses == {"plan": expected}


def test_a_reason_of_ours_is_read_in_the_readers_language_by_the_shop_and_by_staff(client: Client) -> None:
    installation = install_app(make_paying_merchant(language="sv"))
    with scope(merchant=installation.merchant):
        hold(installation, Pause.PLAN, why="Den kräver mer.", at=MONDAY)

    page = sign_in(client, make_user()).get(PAGE).content.decode()
    theirs = sign_in(Client(), make_staff()).get(f"/staff/approvals/{installation.pk}/").content.decode()

    assert "Den kräver mer." not in page + theirs
    reason = "It is for paid plans, and the shop is on the free one."
    assert (page.count(reason), theirs.count(reason)) == (2, 2)


def test_staff_read_that_an_app_waits_for_the_shop_and_support_that_it_does_nothing(client: Client) -> None:
    installation = install_app(make_paying_merchant(), state=S.PAUSED)

    theirs = sign_in(Client(), make_staff()).get(f"/staff/approvals/{installation.pk}/").content.decode()
    own = sign_in(Client(), make_user()).get(PAGE).content.decode()
    seen = sign_in(client, make_colleague(installation.merchant)).get(PAGE).content.decode()

    assert "It waits for the shop." in theirs
    assert "It needs you." not in theirs
    assert "until you resume it" in own
    assert "until you resume it" not in seen
    assert "The app reads and changes nothing meanwhile." in seen


def test_colleagues_are_told_that_the_plan_stopped_an_app() -> None:
    installation = install_app(make_paying_merchant(name="Oils"))
    merchant = installation.merchant
    make_colleague(merchant, role=Role.ADMIN, name="Anna")
    told(merchant)

    with scope(merchant=merchant):
        move_to_plan(merchant, Plan.FREE, by=make_user("Olive"), at=MONDAY)

    assert told(merchant) == {
        ("Anna", "CM Commerce is paused: it needs a paid plan"),
        ("Greta", "CM Commerce is paused at Oils for want of a paid plan"),
    }
    run_due()


def test_a_plan_and_its_apps_change_together_or_not_at_all() -> None:
    installation = install_app(make_paying_merchant())
    merchant = installation.merchant

    with scope(merchant=merchant), transaction.atomic():
        move_to_plan(merchant, Plan.FREE, by=make_user("Olive"), at=MONDAY)
        transaction.set_rollback(True)

    merchant.refresh_from_db()
    assert (merchant.plan, fresh(installation).state) == (Plan.GROWTH, S.CONNECTED)


def _lock_nothing(_merchant: Merchant) -> None:
    """Without the locks the plan changes past an app that is being connected."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("lock_all", "is_right"), [(moves.lock_all, True), (_lock_nothing, False)], ids=["locked", "not"]
)
def test_no_app_is_connected_while_the_plan_that_allows_it_goes(
    lock_all: Callable[[Merchant], None], is_right: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation, olive = install_app(make_paying_merchant(), state=S.AUTHORIZING), make_user("Olive")
    merchant = installation.merchant
    has_asked = Event()

    def slow(one: Installation) -> bool:
        is_allowed = allows_now(one)
        has_asked.set()
        sleep(0.3)  # so that the other has begun before this one goes on
        return is_allowed

    monkeypatch.setattr(installations, "allows_now", slow)
    monkeypatch.setattr(moves, "lock_all", lock_all)

    def act(number: int) -> None:
        with scope(merchant=merchant):
            if number:
                connect_app(merchant, app=CM_COMMERCE, at=MONDAY)
                return
            has_asked.wait(5)
            move_to_plan(Merchant.objects.get(pk=merchant.pk), Plan.FREE, by=olive, at=MONDAY)

    at_once(act, times=2)

    assert (fresh(installation).state == S.PAUSED) is is_right
