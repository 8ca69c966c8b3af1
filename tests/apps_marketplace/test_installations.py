"""An app's way into a shop and out of it: who may take which step, and that each is taken once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django_scopes import scope

from apps_marketplace.actions import (
    AppNotOffered,
    CannotMove,
    PlanTooSmall,
    TooManyWords,
    WordsMissing,
    answer_question,
    approve_install,
    ask_about_install,
    begin_authorizing,
    connect_app,
    decline_install,
    moves,
    pause_app,
    remove_app,
    request_install,
    resume_app,
    set_install_policy,
)
from apps_marketplace.models import Installation, InstallationMove, InstallationState
from apps_marketplace.queries import NotInstalled, UnknownApp, installation_of
from earning.queries.catalogue import own_actions
from loyalty.audit.models import AuditEvent
from loyalty.errors import Refused
from loyalty.merchants.models import Merchant
from tests.apps_marketplace.cast import CM_COMMERCE, STEPS, install_app, make_app, make_paying_merchant
from tests.cast import MONDAY, make_merchant, make_staff, make_user
from tests.races import at_once, meeting

pytestmark = pytest.mark.django_db

S = InstallationState
LATER = MONDAY + timedelta(hours=1)

Act = Callable[[Installation], Any]


def by_olive() -> dict[str, Any]:
    return {"by": make_user("Olive"), "at": LATER}


def by_greta() -> dict[str, Any]:
    return {"by": make_staff(), "at": LATER}


ACTS: dict[str, Act] = {
    "request": lambda one: request_install(one.merchant, app=one.app, **by_olive()),
    "ask": lambda one: ask_about_install(one, question="Why?", **by_greta()),
    "answer": lambda one: answer_question(one, answer="Because.", **by_olive()),
    "approve": lambda one: approve_install(one, **by_greta()),
    "decline": lambda one: decline_install(one, reason="No.", **by_greta()),
    "authorize": lambda one: begin_authorizing(one, **by_olive()),
    "connect": lambda one: connect_app(one.merchant, app=one.app, at=LATER),
    "pause": lambda one: pause_app(one, why="The key was refused.", at=LATER),
    "resume": lambda one: resume_app(one, **by_olive()),
    "remove": lambda one: remove_app(one.merchant, app=one.app, **by_olive()),
}
# Where each step leads from each state; what is missing is refused. The same state: nothing happens.
LEADS: dict[InstallationState, dict[str, InstallationState]] = {
    S.WAITING: {"ask": S.ASKED, "approve": S.APPROVED, "decline": S.DECLINED, "remove": S.REMOVED}
    | {"request": S.WAITING},
    S.ASKED: {"ask": S.ASKED, "answer": S.WAITING, "approve": S.APPROVED, "decline": S.DECLINED}
    | {"remove": S.REMOVED, "request": S.ASKED},
    S.APPROVED: {"approve": S.APPROVED, "authorize": S.AUTHORIZING, "connect": S.CONNECTED}
    | {"remove": S.REMOVED, "request": S.APPROVED},
    S.DECLINED: {"decline": S.DECLINED, "request": S.WAITING, "remove": S.REMOVED},
    S.AUTHORIZING: {"authorize": S.AUTHORIZING, "connect": S.CONNECTED, "remove": S.REMOVED}
    | {"request": S.AUTHORIZING},
    S.CONNECTED: {"connect": S.CONNECTED, "authorize": S.CONNECTED, "pause": S.PAUSED, "remove": S.REMOVED}
    | {"request": S.CONNECTED, "resume": S.CONNECTED},
    S.PAUSED: {"pause": S.PAUSED, "resume": S.CONNECTED, "connect": S.CONNECTED, "remove": S.REMOVED}
    | {"request": S.PAUSED, "authorize": S.AUTHORIZING},
    S.REMOVED: {"remove": S.REMOVED, "request": S.WAITING},
}


def story(merchant: Merchant) -> list[tuple[str, str, str]]:
    """Every step: by whom, to which state, why."""
    with scope(merchant=merchant):
        found = InstallationMove.objects.select_related("actor").order_by("installation", "number")
        return [(str(one.actor or ""), one.after, one.why) for one in found]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", STEPS)
def test_each_step_leads_where_the_table_says_or_is_refused(state: InstallationState, act: str) -> None:
    merchant = make_paying_merchant()
    installation = install_app(merchant, state=state)
    before = story(merchant)

    with scope(merchant=merchant):
        if act in LEADS[state]:
            ACTS[act](installation)
        else:
            with pytest.raises(CannotMove):
                ACTS[act](installation)
        installation.refresh_from_db()

    assert installation.state == LEADS[state].get(act, state)
    has_moved = LEADS[state].get(act, state) != state or (state, act) == (S.ASKED, "ask")
    assert (story(merchant) != before) is has_moved


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", STEPS)
def test_each_step_taken_twice_is_taken_once(state: str, act: str) -> None:
    merchant = make_paying_merchant()
    installation = install_app(merchant, state=state)
    with scope(merchant=merchant):
        try:
            ACTS[act](installation)
        except Refused:
            return
        once = story(merchant)

        ACTS[act](installation)

    assert story(merchant) == once


def test_an_install_tells_its_story_with_who_when_and_why() -> None:
    merchant = make_paying_merchant()

    with scope(merchant=merchant):
        installation = request_install(merchant, app=CM_COMMERCE, by=make_user("Olive"), at=MONDAY)
        ACTS["ask"](installation)
        ACTS["answer"](installation)
        approve_install(installation, note="Welcome", **by_greta())
        ACTS["authorize"](installation)
        ACTS["connect"](installation)
        moves_there = list(installation.moves.order_by("number").values_list("number", "before", "at"))

    assert story(merchant) == [
        ("Olive", S.REQUESTED, ""),
        ("", S.WAITING, ""),
        ("Greta", S.ASKED, "Why?"),
        ("Olive", S.WAITING, "Because."),
        ("Greta", S.APPROVED, "Welcome"),
        ("Olive", S.AUTHORIZING, ""),
        ("", S.CONNECTED, ""),
    ]
    assert moves_there[:3] == [(1, "", MONDAY), (2, S.REQUESTED, MONDAY), (3, S.WAITING, LATER)]


def test_steps_of_people_are_audited() -> None:
    merchant = make_paying_merchant()
    install_app(merchant, state=S.DECLINED)

    with scope(merchant=merchant):
        found = AuditEvent.objects.filter(subject="installation").order_by("id")
        told = [(one.action, str(one.actor), one.before, one.after) for one in found]
    assert told == [
        ("installation.requested", "Olive", {}, {"app": CM_COMMERCE, "state": S.REQUESTED}),
        (
            "installation.declined",
            "Greta",
            {"state": S.WAITING},
            {"app": CM_COMMERCE, "state": S.DECLINED, "why": "Not yet."},
        ),
    ]


@pytest.mark.parametrize("act", ["decline", "ask", "answer"])
@pytest.mark.parametrize(("words", "refusal"), [("  ", WordsMissing), ("x" * 501, TooManyWords)])
def test_the_other_side_is_told_in_some_words(act: str, words: str, refusal: type[Refused]) -> None:
    installation = install_app(make_paying_merchant(), state=S.ASKED)
    say = {
        "decline": lambda: decline_install(installation, reason=words, **by_greta()),
        "ask": lambda: ask_about_install(installation, question=words, **by_greta()),
        "answer": lambda: answer_question(installation, answer=words, **by_olive()),
    }

    with scope(merchant=installation.merchant), pytest.raises(refusal):
        say[act]()


@pytest.mark.parametrize(
    ("policy", "scopes", "override", "state"),
    [
        ("never", ["points_transaction:write"], "", S.APPROVED),
        ("privileged", ["customer:read", "activity:write"], "", S.APPROVED),
        ("privileged", ["customer:read", "points_transaction:write"], "", S.WAITING),
        ("always", ["customer:read"], "", S.WAITING),
        ("never", ["customer:read"], "always", S.WAITING),
        ("always", ["customer:read"], "never", S.APPROVED),
    ],
)
def test_staff_look_at_installs_by_the_policy_of_the_app_and_of_the_installation(
    policy: str, scopes: list[str], override: str, state: str
) -> None:
    make_app(approval=policy, scopes=scopes)
    merchant = make_paying_merchant()
    if override:
        first = install_app(merchant, app="starry", state=S.REMOVED)
        with scope(merchant=merchant):
            set_install_policy(first, approval=override, **by_greta())

    with scope(merchant=merchant):
        installation = request_install(merchant, app="starry", **by_olive())

    assert installation.state == state


def test_a_policy_for_one_merchant_is_audited_once() -> None:
    installation = install_app(make_paying_merchant())

    with scope(merchant=installation.merchant):
        for _time in range(2):
            set_install_policy(installation, approval="never", **by_greta())
        event = AuditEvent.objects.get(action="installation.policy_set")

    assert (event.before, event.after) == ({"approval": ""}, {"approval": "never"})


def test_apps_for_paid_plans_are_refused_on_the_free_one() -> None:
    merchant = make_merchant()

    with scope(merchant=merchant), pytest.raises(PlanTooSmall):
        request_install(merchant, app=CM_COMMERCE, **by_olive())

    assert story(merchant) == []


@pytest.mark.parametrize(("slug", "refusal"), [("nothing", UnknownApp), ("starry", AppNotOffered)])
def test_only_listed_apps_can_be_asked_for(slug: str, refusal: type[Refused]) -> None:
    make_app(state="withdrawn")
    merchant = make_paying_merchant()

    with scope(merchant=merchant), pytest.raises(refusal):
        request_install(merchant, app=slug, **by_olive())


@pytest.mark.parametrize("act", [connect_app, remove_app])
def test_an_app_that_never_was_there_is_neither_connected_nor_removed(act: Callable[..., Any]) -> None:
    merchant = make_paying_merchant()

    with scope(merchant=merchant), pytest.raises(NotInstalled):
        act(merchant, app=CM_COMMERCE, at=MONDAY)


def test_a_registered_app_brings_its_activity_types_and_takes_them_along() -> None:
    make_app(approval="never")
    merchant = make_paying_merchant()
    install_app(merchant, app="starry")

    with scope(merchant=merchant):
        there = [(action.code, str(action.name), action.unit) for action in own_actions(merchant)]
        remove_app(merchant, app="starry", **by_olive())
        gone = own_actions(merchant)

    assert there == [("starry/photo", "Starry: Add a photo", "product")]
    assert list(gone) == []


def test_what_was_granted_and_set_is_there_again_after_the_app_came_back() -> None:
    merchant = make_paying_merchant()
    first = install_app(merchant, scopes=["customer:read"])
    with scope(merchant=merchant):
        Installation.objects.update(settings={"per": "order"})
        remove_app(merchant, app=CM_COMMERCE, **by_olive())

    again = install_app(merchant)

    assert (again.pk, again.scopes, again.settings) == (first.pk, ["customer:read"], {"per": "order"})


def test_an_app_acts_as_a_user_of_its_own_who_cannot_sign_in() -> None:
    installation = install_app(make_paying_merchant())

    with scope(merchant=installation.merchant):
        user = installation.user
        assert user is not None
        begin_authorizing(installation, **by_olive())
        installation.refresh_from_db()
        assert installation.user == user
        assert not user.memberships.exists()
    assert not user.has_usable_password()
    assert not user.is_staff


def test_a_paused_app_for_paid_plans_does_not_go_on_without_one() -> None:
    merchant = make_paying_merchant()
    install_app(merchant, state=S.PAUSED)
    merchant.plan = "free"
    merchant.save(update_fields=["plan"])

    with scope(merchant=merchant), pytest.raises(PlanTooSmall):
        resume_app(installation_of(merchant, app=CM_COMMERCE), **by_olive())


ATTACKS = [
    "UPDATE apps_marketplace_installationmove SET why = ''",
    "DELETE FROM apps_marketplace_installationmove",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_database_refuses_to_change_a_step(attack: str) -> None:
    merchant = make_paying_merchant()
    install_app(merchant, state=S.DECLINED)
    before = story(merchant)

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack)

    assert story(merchant) == before


def _unlocked(meet: Callable[..., None]) -> Callable[[int], Installation]:
    def look(installation_id: int) -> Installation:
        seen = Installation.objects.select_related("merchant").get(pk=installation_id)
        meet()
        return seen

    return look


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("look", "is_right"), [(moves.lock, True), (_unlocked(meeting(6)), False)], ids=["locked", "not"]
)
def test_of_several_who_approve_at_once_one_does(
    look: Callable[[int], Installation], is_right: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation = install_app(make_paying_merchant(), state=S.WAITING)
    monkeypatch.setattr(moves, "lock", look)
    greta = make_staff()

    def approve(_number: int) -> str:
        with scope(merchant=installation.merchant):
            return approve_install(installation, by=greta, at=LATER).state

    results = at_once(approve, times=6)

    assert (results == [S.APPROVED] * 6) is is_right
    assert [after for _actor, after, _why in story(installation.merchant)].count(S.APPROVED) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_differently_at_once_one_does_and_the_other_is_told() -> None:
    installation = install_app(make_paying_merchant(), state=S.WAITING)
    greta = make_staff()

    def decide(number: int) -> str:
        with scope(merchant=installation.merchant):
            if number:
                return decline_install(installation, by=greta, at=LATER, reason="No.").state
            return approve_install(installation, by=greta, at=LATER).state

    results = at_once(decide, times=2)

    refused = [result for result in results if isinstance(result, CannotMove)]
    assert len(refused) == 1
    assert len(story(installation.merchant)) == 3


@pytest.mark.django_db(transaction=True)
def test_an_install_asked_for_many_times_at_once_is_one() -> None:
    merchant = make_paying_merchant()
    olive = make_user("Olive")

    def ask(_number: int) -> str:
        with scope(merchant=merchant):
            return request_install(merchant, app=CM_COMMERCE, by=olive, at=MONDAY).state

    results = at_once(ask, times=6)

    assert results == [S.WAITING] * 6
    assert [after for _actor, after, _why in story(merchant)] == [S.REQUESTED, S.WAITING]
