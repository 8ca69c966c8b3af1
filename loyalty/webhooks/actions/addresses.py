"""Which addresses a merchant may name. Where one really leads is looked at each time it is sent to."""

from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from loyalty.errors import Refused
from loyalty.webhooks.http import is_loopback, is_public

LONGEST = 500
HTTPS = 443


class InvalidAddress(Refused):
    code = "invalid_address"
    message = _("Enter a full address, such as https://shop.example.com/webhooks.")


class NotEncrypted(InvalidAddress):
    code = "address_not_https"
    message = _("The address must begin with https://, so that nobody reads along.")


class OtherPort(InvalidAddress):
    code = "address_has_port"
    message = _("Leave the port out: webhooks go to the usual one for https, 443.")


class AddressWithPassword(InvalidAddress):
    code = "address_has_password"
    message = _("Leave name and password out of the address. The signature shows who is calling.")


class PrivateAddress(InvalidAddress):
    code = "address_private"
    message = _("The address leads into a private network, where webhooks are never sent.")


def refuse_address(url: str) -> None:
    """Refuses (`InvalidAddress` and its kinds) what can be seen to be wrong without asking the network."""
    parts = _parts(url)
    if parts.username is not None or parts.password is not None:
        raise AddressWithPassword
    if settings.WEBHOOKS_TO_LOOPBACK and is_loopback(parts.hostname or ""):
        return
    if parts.scheme != "https":
        raise NotEncrypted
    if parts.port not in (None, HTTPS):
        raise OtherPort
    if _is_private(parts.hostname or ""):
        raise PrivateAddress


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise InvalidAddress from None
    if not is_whole or parts.fragment or len(url) > LONGEST or not url.isascii() or not url.isprintable():
        raise InvalidAddress
    if any(sign in url for sign in ' \\<>"{}|^`'):
        raise InvalidAddress
    return parts


def _is_private(host: str) -> bool:
    if host.rstrip(".").lower() == "localhost" or host.rstrip(".").endswith(
        (".localhost", ".internal", ".local")
    ):
        return True
    with suppress(ValueError):
        return not is_public(ip_address(host))
    return False
