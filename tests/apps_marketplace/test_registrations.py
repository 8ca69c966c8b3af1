"""Apps without code: registered, reviewed, listed, withdrawn."""

from datetime import timedelta
from typing import Any

import pytest
from django_scopes import scope

from apps_marketplace.actions import connect_app, pause_app, remove_app, resume_app
from apps_marketplace.actions.changes import AppMovedOn
from apps_marketplace.actions.clients import renew_secret, row_of_manifest, set_up_client
from apps_marketplace.actions.registrations import Registered, SlugTaken, register_app, revise_app
from apps_marketplace.actions.reviews import (
    hand_back_app,
    list_app,
    set_app_policy,
    submit_app,
    withdraw_app,
)
from apps_marketplace.models import App, AppChange, Approval, AppState
from apps_marketplace.oauth.actions import BadRedirect
from apps_marketplace.queries import app_of
from apps_marketplace.snapshots import AppTerms
from loyalty.audit.models import AuditEvent
from loyalty.errors import Refused
from loyalty.outbox.models import Fact
from loyalty.webhooks.models import Endpoint
from tests.apps_marketplace.cast import CM_COMMERCE, install_app, make_paying_merchant
from tests.cast import MONDAY, make_staff, make_user

pytestmark = pytest.mark.django_db

TERMS: dict[str, Any] = {
    "name": "Starry",
    "category": "reviews",
    "scopes": ("customer:read", "activity:write"),
    "activity_types": ({"key": "photo", "name": "Photo", "before": "", "after": "", "unit": "product"},),
    "redirect_uris": ("https://starry.example.com/back",),
}


def register(slug: str = "starry", **settled: Any) -> Registered:
    terms = {name: settled.pop(name) for name in list(settled) if name in AppTerms.__slots__}
    by = settled.pop("by", None) or make_staff()
    return register_app(AppTerms(**{**TERMS, **terms}), slug=slug, at=MONDAY, by=by, **settled)


def drafted() -> App:
    return register(developer=make_paying_merchant(), by=make_user("Olive")).app


def test_staff_register_an_app_that_is_listed_at_once() -> None:
    made = register()

    facts = app_of("starry")
    assert (facts.name, facts.is_listed, facts.scopes) == (
        "Starry",
        True,
        ("customer:read", "activity:write"),
    )
    assert [action.code for action in facts.actions] == ["starry/photo"]
    assert made.secret
    assert made.app.application is not None
    assert made.secret != made.app.application.client_secret


def test_a_developers_app_is_a_draft_until_staff_list_it() -> None:
    app = drafted()
    olive, greta = make_user("Olive"), make_staff()

    assert not app_of("starry").is_listed
    for _time in range(2):
        submit_app(app, by=olive, at=MONDAY)
    list_app(app, by=greta, at=MONDAY)

    assert app_of("starry").is_listed
    assert list(AppChange.objects.order_by("id").values_list("action", flat=True)) == [
        "registered",
        "in_review",
        "listed",
    ]


def test_a_draft_handed_back_says_why_and_is_written_again() -> None:
    app = drafted()
    olive = make_user("Olive")
    submit_app(app, by=olive, at=MONDAY)

    hand_back_app(app, reason="Ask for less.", by=make_staff(), at=MONDAY)
    revise_app(app, AppTerms(**{**TERMS, "scopes": ("customer:read",)}), by=olive, at=MONDAY)

    app.refresh_from_db()
    assert (app.state, app.review_note, app.scopes) == (AppState.DRAFT, "Ask for less.", ["customer:read"])


def test_a_developer_cannot_change_what_staff_have_seen() -> None:
    app = drafted()
    submit_app(app, by=make_user("Olive"), at=MONDAY)

    with pytest.raises(AppMovedOn):
        revise_app(app, AppTerms(**TERMS), by=make_user("Olive"), at=MONDAY)


@pytest.mark.parametrize("state", AppState)
@pytest.mark.parametrize(
    ("act", "leads"),
    [
        (submit_app, {AppState.DRAFT, AppState.IN_REVIEW}),
        (list_app, set(AppState)),
        (withdraw_app, {AppState.LISTED, AppState.WITHDRAWN}),
    ],
)
def test_each_step_of_an_app_is_allowed_or_refused(act: Any, leads: set[str], state: AppState) -> None:
    app = register().app
    App.objects.update(state=state)

    if state in leads:
        assert act(app, by=make_staff(), at=MONDAY).state == act(app, by=make_staff(), at=MONDAY).state
    else:
        with pytest.raises(AppMovedOn):
            act(app, by=make_staff(), at=MONDAY)


def test_changes_are_written_down_for_the_developers_shop_too() -> None:
    app = drafted()
    set_app_policy(app, approval=Approval.ALWAYS, is_paid_only=True, by=make_staff(), at=MONDAY)

    change = AppChange.objects.latest("id")
    assert (change.action, change.before, change.after) == (
        "policy_set",
        {"approval": "privileged"},
        {"approval": "always"},
    )
    assert app.developer is not None
    with scope(merchant=app.developer):
        assert AuditEvent.objects.filter(action="app.policy_set", subject_id=app.pk).count() == 1


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"slug": CM_COMMERCE}, SlugTaken),
        ({"redirect_uris": ("http://starry.example.com/",)}, BadRedirect),
        ({"webhook_url": "http://10.0.0.1/"}, Refused),
    ],
)
def test_what_cannot_be_registered_is_refused(told: dict[str, Any], refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        register(**told)

    assert not App.objects.exists()


def test_a_short_name_is_taken_once() -> None:
    register()

    with pytest.raises(SlugTaken):
        register()


def test_a_manifest_gets_its_client_once_and_new_secrets_after() -> None:
    row, greta = row_of_manifest(CM_COMMERCE, at=MONDAY), make_staff()
    addresses = ["https://cm.example.com/back"]

    first = set_up_client(row, redirect_uris=addresses, is_pkce_exempt=True, by=greta, at=MONDAY)
    again = set_up_client(row, redirect_uris=addresses, by=greta, at=MONDAY)
    renewed = renew_secret(row, by=greta, at=MONDAY)

    assert first.secret
    assert (again.secret, again.app.application) == ("", first.app.application)
    assert renewed.secret not in ("", first.secret)
    assert app_of(CM_COMMERCE).application_id == first.app.application_id
    assert app_of(CM_COMMERCE).tagline
    assert again.app.application is not None
    assert not again.app.application.is_pkce_exempt


def test_a_connected_app_is_told_of_what_it_may_read_until_it_is_paused_or_removed() -> None:
    merchant, later = make_paying_merchant(), MONDAY + timedelta(hours=1)
    made = register(webhook_url="https://starry.example.com/hook", approval=Approval.NEVER)
    installation = install_app(merchant, app="starry", scopes=["customer:read"])

    with scope(merchant=merchant):
        endpoint = Endpoint.objects.get(source="starry")
        connect_app(merchant, app="starry", at=later)
        told = [(endpoint.url, endpoint.topics, endpoint.secret == made.webhook_secret)]
        seen = [Endpoint.objects.active().count()]
        pause_app(installation, why="Its key was refused.", at=later)
        seen.append(Endpoint.objects.active().count())
        resume_app(installation, by=make_user("Olive"), at=later)
        seen.append(Endpoint.objects.active().count())
        remove_app(merchant, app="starry", at=later)
        seen.append(Endpoint.objects.active().count())

    assert told == [("https://starry.example.com/hook", ["customer/updated", "points/expiring"], True)]
    assert seen == [1, 0, 1, 0]


def test_an_app_that_may_read_nothing_connects_and_is_told_of_nothing() -> None:
    merchant = make_paying_merchant()
    register(webhook_url="https://starry.example.com/hook", approval=Approval.NEVER)
    install_app(merchant, app="starry", scopes=[])

    with scope(merchant=merchant):
        assert not Endpoint.objects.exists()


def test_the_outside_is_told_that_an_app_came_and_went() -> None:
    merchant = make_paying_merchant()
    installation = install_app(merchant, state="removed")

    with scope(merchant=merchant):
        facts = Fact.objects.filter(topic="installation/updated").order_by("id")
        told = list(facts.values_list("subject_id", "payload"))
    known = {"id": installation.pk, "app": CM_COMMERCE}
    assert told == [
        (installation.pk, {**known, "state": "connected"}),
        (installation.pk, {**known, "state": "removed", "clear_data": False}),
    ]
