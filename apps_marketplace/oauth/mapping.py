"""What an app asks for, as the page says it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from apps_marketplace.oauth.queries import Choice
from apps_marketplace.oauth.scopes import beyond
from apps_marketplace.oauth.snapshots import Asked
from loyalty.merchants.scopes import PRIVILEGED, Scope


@dataclass(frozen=True)
class Permission:
    """One thing that the app may do. `is_new` if it may not yet, `is_privileged` if it is worth points or money."""

    label: str
    is_new: bool
    is_privileged: bool


@dataclass(frozen=True)
class ConsentPage:
    """`only` is the shop of somebody who works for one; `host` is where the browser goes next."""

    reads: Sequence[Permission]
    changes: Sequence[Permission]
    dropped: Sequence[str]
    choices: Sequence[Choice]
    only: Choice | None
    host: str

    @property
    def is_open(self) -> bool:
        """Whether the person may agree for any shop."""
        return any(choice.is_open for choice in self.choices)

    @property
    def closed(self) -> Sequence[Choice]:
        """The shops that something stands in the way of."""
        return [choice for choice in self.choices if not choice.is_open]

    @property
    def is_addition(self) -> bool:
        """Whether the app works there already and asks for something else now."""
        return any(one.is_new for one in (*self.reads, *self.changes)) or bool(self.dropped)


def consent_page(asked: Asked, choices: Sequence[Choice]) -> ConsentPage:
    """Reading and changing apart. What is new is marked for somebody who works for one shop only."""
    only = choices[0] if len(choices) == 1 else None
    granted = only.granted if only else ()
    writes = [scope for scope in asked.scopes if scope.endswith(":write")]
    return ConsentPage(
        reads=_permissions([scope for scope in asked.scopes if scope not in writes], granted),
        changes=_permissions(writes, granted),
        dropped=[str(Scope(scope).label) for scope in beyond(granted, asked.scopes)],
        choices=choices,
        only=only,
        host=urlsplit(asked.redirect_uri).netloc,
    )


def _permissions(scopes: Iterable[str], granted: Collection[str]) -> list[Permission]:
    new = beyond(scopes, granted) if granted else []
    return [Permission(str(Scope(scope).label), scope in new, scope in PRIVILEGED) for scope in scopes]
