"""An app's client id and secret."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from oauthlib.common import generate_token

from apps_marketplace.models import AccessToken, Application, RefreshToken
from apps_marketplace.oauth.snapshots import digest
from loyalty.errors import Refused

SECRET_LETTERS = 48
# So long may an app's servers go on with the secret before, while they are given the new one.
CHANGING_TAKES = timedelta(days=3)
MOST_ADDRESSES = 20
LONGEST_ADDRESS = 2000
LOOPBACK = frozenset({"127.0.0.1", "localhost"})


class BadRedirect(Refused):
    code = "bad_redirect"
    message = _(
        "“%(address)s” cannot be used: write whole addresses that begin with https://, without # and without a name"
        " or password."
    )


class NoRedirect(Refused):
    code = "no_redirect"
    message = _("Write from one to 20 redirect addresses.")


@transaction.atomic
def register_client(
    *, name: str, redirect_uris: Iterable[str], at: datetime, is_pkce_exempt: bool = False
) -> tuple[Application, str]:
    """A client that apps authorize with, and its secret, which nobody can read again.

    The first redirect address is where an app is led that does not name one. Refuses addresses that are not exact
    and safe (`BadRedirect`), none, and too many (`NoRedirect`).
    """
    application = Application.objects.create(
        name=name,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        redirect_uris=_checked(redirect_uris),
        client_secret="",
        hash_client_secret=False,
        is_pkce_exempt=is_pkce_exempt,
    )
    return application, _new_secret(application, at=at)


@transaction.atomic
def change_redirects(application: Application, *, redirect_uris: Iterable[str]) -> None:
    """The app is led to these addresses from now on, and to no other. Refuses as `register_client` does."""
    application.redirect_uris = _checked(redirect_uris)
    application.save(update_fields=["redirect_uris", "updated"])


@transaction.atomic
def rotate_secret(application: Application, *, at: datetime) -> str:
    """A new secret. The one before works for three more days, so that no server of the app has to stop."""
    # Of two who rotate at the same time, the second must not forget the first's.
    locked = Application.objects.select_for_update().get(pk=application.pk)
    locked.previous_secret = locked.client_secret
    locked.previous_secret_until = at + CHANGING_TAKES
    locked.save(update_fields=["previous_secret", "previous_secret_until"])
    return _new_secret(locked, at=at)


@transaction.atomic
def set_pkce_exemption(application: Application, *, is_exempt: bool, at: datetime) -> None:
    """Staff say whether this is a client that was written for Smile and knows neither PKCE nor new tokens.

    Where it learned both, its lasting tokens end in three days, and each can be renewed instead.
    """
    application.is_pkce_exempt = is_exempt
    application.save(update_fields=["is_pkce_exempt", "updated"])
    if not is_exempt:
        last = at + CHANGING_TAKES
        lasting = AccessToken.objects.filter(application=application, expires__gt=last)
        RefreshToken.objects.filter(access_token__in=lasting).update(created=at)
        lasting.update(expires=last)


def _new_secret(application: Application, *, at: datetime) -> str:
    secret = generate_token(SECRET_LETTERS)
    application.client_secret = digest(secret)
    application.secret_hint = secret[-4:]
    application.secret_made_at = at
    application.save(update_fields=["client_secret", "secret_hint", "secret_made_at", "updated"])
    return str(secret)


def _checked(addresses: Iterable[str]) -> str:
    addresses = list(dict.fromkeys(addresses))
    if not 1 <= len(addresses) <= MOST_ADDRESSES:
        raise NoRedirect
    for address in addresses:
        if not _is_safe(address):
            raise BadRedirect(address=address[:200])
    return " ".join(addresses)


def _is_safe(address: str) -> bool:
    """Whole and plain. Plain HTTP only to the developer's own machine."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    is_plain = address.isascii() and address.isprintable() and len(address) <= LONGEST_ADDRESS
    is_whole = bool(host) and not set(address) & set(" #\\*@")
    return (
        is_plain and is_whole and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))
    )
