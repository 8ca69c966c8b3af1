"""Apps in every state, each reached the way a merchant and the staff would."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django_scopes import scope

from apps_marketplace.actions import (
    approve_install,
    ask_about_install,
    begin_authorizing,
    connect_app,
    decline_install,
    pause_app,
    remove_app,
    request_install,
)
from apps_marketplace.models import App, AppState, Installation, InstallationState
from loyalty.merchants.actions import change_plan
from loyalty.merchants.models import Merchant, Plan
from tests.cast import MONDAY, make_merchant, make_staff, make_user

CM_COMMERCE = "cm-commerce"
# What is done to reach a state; each step finds the installation as the one before it left it.
STEPS: dict[InstallationState, tuple[str, ...]] = {
    InstallationState.WAITING: (),
    InstallationState.ASKED: ("ask",),
    InstallationState.APPROVED: ("approve",),
    InstallationState.DECLINED: ("decline",),
    InstallationState.AUTHORIZING: ("approve", "authorize"),
    InstallationState.CONNECTED: ("approve", "authorize", "connect"),
    InstallationState.PAUSED: ("approve", "authorize", "connect", "pause"),
    InstallationState.REMOVED: ("approve", "authorize", "connect", "remove"),
}


def make_paying_merchant(**terms: Any) -> Merchant:
    """A merchant whose plan allows apps."""
    return pay(make_merchant(**terms))


def pay(merchant: Merchant) -> Merchant:
    change_plan(merchant, Plan.GROWTH)
    return merchant


def install_app(
    merchant: Merchant,
    *,
    app: str = CM_COMMERCE,
    state: str = InstallationState.CONNECTED,
    scopes: Sequence[str] | None = None,
    at: datetime = MONDAY,
) -> Installation:
    """The app at the merchant, in this state. Olive asks for it, Greta of the staff decides."""
    with scope(merchant=merchant):
        installation = request_install(pay(merchant), app=app, by=make_user("Olive"), at=at)
        for step in STEPS[InstallationState(state)]:
            _take(step, installation, at=at)
        if scopes is not None:
            connect_app(merchant, app=app, at=at, scopes=scopes)
        installation.refresh_from_db()
        return installation


def _take(step: str, installation: Installation, *, at: datetime) -> None:
    olive, greta, merchant, app = make_user("Olive"), make_staff(), installation.merchant, installation.app
    take: dict[str, Callable[[], Any]] = {
        "ask": lambda: ask_about_install(installation, by=greta, at=at, question="What is it for?"),
        "approve": lambda: approve_install(installation, by=greta, at=at),
        "decline": lambda: decline_install(installation, by=greta, at=at, reason="Not yet."),
        "authorize": lambda: begin_authorizing(installation, by=olive, at=at),
        "connect": lambda: connect_app(merchant, app=app, at=at),
        "pause": lambda: pause_app(installation, why="The key was refused.", at=at),
        "remove": lambda: remove_app(merchant, app=app, by=olive, at=at),
    }
    take[step]()


def make_app(slug: str = "starry", **terms: Any) -> App:
    """A registered review app, listed unless said otherwise."""
    facts = {
        "name": "Starry",
        "tagline": "Reviews with pictures",
        "category": "reviews",
        "scopes": ["customer:read", "activity:write"],
        "activity_types": [
            {
                "key": "photo",
                "name": "Add a photo",
                "before": "Add a photo",
                "after": "Added",
                "unit": "product",
            }
        ],
        "state": AppState.LISTED,
        "created_at": MONDAY,
    }
    return App.objects.create(slug=slug, **{**facts, **terms})
