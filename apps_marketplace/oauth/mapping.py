"""What an app asks for, as the page says it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from apps_marketplace.oauth.queries import Choice, Obstacle
from apps_marketplace.oauth.scopes import beyond
from apps_marketplace.oauth.snapshots import Asked
from loyalty.merchants.scopes import PRIVILEGED, Scope

LEADING_TO_THE_APP = set(Obstacle) - {Obstacle.ROLE, Obstacle.UNLISTED}


@dataclass(frozen=True)
class Permission:
    """One thing that an app may do. `is_privileged` if it is worth points or money, `is_new` if it may not yet."""

    label: str
    is_change: bool
    is_privileged: bool
    is_new: bool = False


@dataclass(frozen=True)
class ConsentPage:
    """`only` is the shop of somebody who works for one; `host` is where the browser goes next."""

    ordinary: Sequence[Permission]
    privileged: Sequence[Permission]
    dropped: Sequence[str]
    choices: Sequence[Choice]
    only: Choice | None
    host: str

    @property
    def is_open(self) -> bool:
        """Whether the person may agree for any shop."""
        return any(choice.is_open for choice in self.choices)

    @property
    def has_way_on(self) -> bool:
        """Whether the app's own page leads further than this one."""
        return self.only is not None and self.only.obstacle in LEADING_TO_THE_APP

    @property
    def closed(self) -> Sequence[Choice]:
        """The shops that something stands in the way of."""
        return [choice for choice in self.choices if not choice.is_open]

    @property
    def is_addition(self) -> bool:
        """Whether the app works there already and asks for something else now."""
        return any(one.is_new for one in (*self.ordinary, *self.privileged)) or bool(self.dropped)


def consent_page(asked: Asked, choices: Sequence[Choice]) -> ConsentPage:
    """Reading before changing, and last what is worth most. News are marked for who works for one shop only."""
    only = choices[0] if len(choices) == 1 else None
    granted = only.granted if only else ()
    permissions = sorted(permissions_of(asked.scopes, granted=granted), key=lambda one: one.is_change)
    return ConsentPage(
        ordinary=[one for one in permissions if not one.is_privileged],
        privileged=[one for one in permissions if one.is_privileged],
        dropped=[str(Scope(scope).label) for scope in beyond(granted, asked.scopes)],
        choices=choices,
        only=only,
        host=urlsplit(asked.redirect_uri).netloc,
    )


def permissions_of(scopes: Iterable[str], *, granted: Collection[str] = ()) -> list[Permission]:
    """The scopes in words. Where something was `granted` before, what goes beyond it is new."""
    return [
        Permission(
            label=str(Scope(scope).label),
            is_change=scope.endswith(":write"),
            is_privileged=scope in PRIVILEGED,
            is_new=bool(granted and beyond([scope], granted)),
        )
        for scope in scopes
    ]
