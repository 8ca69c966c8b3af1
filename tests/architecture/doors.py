"""Every door of the product, found by walking the addresses."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern

# Doors that libraries bring with guards of their own. Named one by one: no update opens a new one unseen.
LIBRARY_DOORS = frozenset(
    {
        "account_change_password",
        "account_confirm_email",
        "account_confirm_login_code",
        "account_email",
        "account_email_verification_sent",
        "account_inactive",
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_set_password",
        "account_signup",
        "mfa_activate_totp",
        "mfa_authenticate",
        "mfa_deactivate_totp",
        "mfa_download_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_view_recovery_codes",
    }
)


@dataclass(frozen=True)
class Door:
    """One address. `guard` is what `loyalty.team.permissions` wrote on its view, empty if nothing did."""

    name: str
    route: str
    guard: str
    parameters: tuple[str, ...]
    view: Callable[..., HttpResponseBase]

    def address(self, values: dict[str, Any], urlconf: str | None = None) -> str:
        return reverse(self.name, urlconf, kwargs={name: values[name] for name in self.parameters})


def own_doors(urlconf: str | None = None) -> list[Door]:
    """All but those of libraries."""
    return [door for door in all_doors(urlconf) if door.name not in LIBRARY_DOORS]


def all_doors(urlconf: str | None = None) -> list[Door]:
    """Those of libraries too."""
    return list(_walk(get_resolver(urlconf).url_patterns))


def _walk(
    patterns: Iterable[URLPattern | URLResolver],
    *,
    route: str = "",
    names: tuple[str, ...] = (),
    above: tuple[str, ...] = (),
) -> Iterator[Door]:
    for pattern in patterns:
        here, parameters = route + str(pattern.pattern), above + _parameters(pattern)
        if isinstance(pattern, URLResolver):
            inner = (*names, pattern.namespace) if pattern.namespace else names
            yield from _walk(pattern.url_patterns, route=here, names=inner, above=parameters)
        else:
            name = ":".join((*names, pattern.name or ""))
            guard = getattr(pattern.callback, "guard", "")
            yield Door(name, here, guard, parameters, pattern.callback)


def _parameters(pattern: URLPattern | URLResolver) -> tuple[str, ...]:
    if isinstance(pattern.pattern, RegexPattern):
        return tuple(pattern.pattern.regex.groupindex)
    return tuple(pattern.pattern.converters)
