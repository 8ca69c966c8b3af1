"""What pages say of an app and of where it stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import urlencode
from django_stubs_ext import StrOrPromise

from apps_marketplace.models import (
    PAUSE_REASONS,
    Application,
    AppState,
    Farewell,
    Installation,
    InstallationMove,
    InstallationState,
    Pause,
)
from apps_marketplace.oauth.mapping import Permission, permissions_of
from apps_marketplace.queries import allows
from apps_marketplace.snapshots import AppFacts
from loyalty.merchants.models import Merchant

TONES: Mapping[str, str] = {
    InstallationState.WAITING: "info",
    InstallationState.ASKED: "warn",
    InstallationState.APPROVED: "accent",
    InstallationState.DECLINED: "bad",
    InstallationState.AUTHORIZING: "accent",
    InstallationState.CONNECTED: "good",
    InstallationState.PAUSED: "warn",
}
APP_TONES: Mapping[str, str] = {
    AppState.LISTED: "good",
    AppState.IN_REVIEW: "warn",
    AppState.WITHDRAWN: "bad",
}
ICONS: Mapping[str, str] = {
    InstallationState.REQUESTED: "download",
    InstallationState.WAITING: "hourglass",
    InstallationState.ASKED: "message-circle-question-mark",
    InstallationState.APPROVED: "badge-check",
    InstallationState.DECLINED: "ban",
    InstallationState.AUTHORIZING: "key-round",
    InstallationState.CONNECTED: "plug",
    InstallationState.PAUSED: "circle-pause",
    InstallationState.REMOVED: "trash-2",
}


class ToldMove(NamedTuple):
    """A step of an installation as a page tells it, with the note, reason, question or answer that came along.

    `farewell` is what an app that was removed was told last.
    """

    move: InstallationMove
    why: str
    icon: str
    tone: str
    farewell: Farewell | None


@dataclass(frozen=True)
class Card:
    """An app as a merchant sees it. `installation` is None while it is not installed."""

    app: AppFacts
    installation: Installation | None
    is_allowed: bool

    @property
    def logo(self) -> str:
        return logo_address(self.app)

    @property
    def is_new_here(self) -> bool:
        """Whether it has never worked since it was installed."""
        working = (InstallationState.CONNECTED, InstallationState.PAUSED)
        return self.installation is None or self.installation.state not in working

    @property
    def tone(self) -> str:
        return TONES.get(self.installation.state, "") if self.installation else ""


def cards_of(apps: Iterable[AppFacts], *, merchant: Merchant) -> list[Card]:
    """A card for each app. One query."""
    known = {one.app: one for one in Installation.objects.filter(merchant=merchant)}
    return [card_of(app, known.get(app.slug), merchant=merchant) for app in apps]


def card_of(app: AppFacts, installation: Installation | None, *, merchant: Merchant) -> Card:
    is_there = installation is not None and installation.state != InstallationState.REMOVED
    return Card(app, installation if is_there else None, allows(merchant.plan, app))


def logo_address(app: AppFacts) -> str:
    """Where its picture is; empty for an app without one."""
    if app.logo:
        return static(app.logo)
    return reverse("apps:logo", args=[app.slug]) if app.has_own_logo else ""


def pauses_of(
    installation: Installation | None, *, labels: Mapping[str, StrOrPromise] = MappingProxyType({})
) -> list[tuple[str, str]]:
    """Why it is paused: whom it waits for (`labels` say it otherwise), and the sentence that was said."""
    pauses = installation.pauses if installation else {}
    return [
        (str(labels.get(cause, Pause(cause).label)), _reason(cause, why)) for cause, why in pauses.items()
    ]


def told_of(
    moves: Iterable[InstallationMove], farewells: Mapping[int, Farewell] = MappingProxyType({})
) -> list[ToldMove]:
    """The steps of an installation as a page tells them; `farewells` stand by their numbers."""
    return [
        ToldMove(
            move,
            _reason(move.cause, move.why),
            ICONS[move.after],
            TONES.get(move.after, ""),
            farewells.get(move.number),
        )
        for move in moves
    ]


def _reason(cause: str, why: str) -> str:
    """In the language of whoever reads, where it is a sentence of ours; what a person wrote stays as it is."""
    return str(PAUSE_REASONS.get(cause, why))


def reads_and_changes(scopes: Sequence[str]) -> tuple[list[Permission], list[Permission]]:
    """What an app with these scopes reads, and what it changes, in words."""
    permissions = permissions_of(scopes)
    reads = [one for one in permissions if not one.is_change]
    return reads, [one for one in permissions if one.is_change]


def consent_address(app: AppFacts) -> str:
    """Where a merchant goes to authorize it: the app's own page that begins, else our consent. Empty without either.

    Only apps that bring no proof of their own (PKCE) can be begun here.
    """
    if app.start_url:
        return app.start_url
    client = Application.objects.filter(pk=app.application_id).first()
    if client is None or not client.is_pkce_exempt:
        return ""
    asked = {"response_type": "code", "client_id": client.client_id, "scope": " ".join(app.scopes)}
    return f"{reverse('oauth2_provider:authorize')}?{urlencode(asked)}"
