"""One signed request to an address that somebody else chose, without being led into our own network.

The name is looked up once, every address it has must be public, and the connection goes to the very address that was
looked at: a name that changes its mind in between changes nothing. `requests` would look it up again.
"""

import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Timer
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

import certifi

if TYPE_CHECKING:
    from collections.abc import Iterator

# Seconds: to be connected, between two signs of life, and for everything together.
CONNECTING = 5
SILENCE = 15
ALTOGETHER = 20
MOST_BYTES = 64 * 1024
LONGEST_TEXT = 1000
HTTPS = 443

Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Sequence[str]]

_PRIVATE_V4 = tuple(
    ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
)
# Only here are public addresses given out; mapped, translated and local ones all lie outside.
_PUBLIC_V6 = ip_network("2000::/3")
# Teredo and other tunnels, documentation, 6to4: whatever leads to an IPv4 address, or to nowhere.
_PRIVATE_V6 = tuple(ip_network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `failure` is a value of `Failure`, nothing if it was taken; `retry_after` is in seconds."""

    status: int | None
    failure: str
    milliseconds: int
    text: str = ""
    retry_after: int | None = None


class _Failed(Exception):
    """The attempt ended before there was an answer."""


def is_public(address: Address) -> bool:
    """Whether anybody on the internet may be behind it, and nobody of ours."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _PRIVATE_V4)
    return address in _PUBLIC_V6 and not any(address in network for network in _PRIVATE_V6)


def is_loopback(host: str) -> bool:
    """Whether the host of an address is this machine, by name or number."""
    if host.lower() == "localhost":
        return True
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return False


def resolve(host: str, port: int) -> Sequence[str]:
    """Every address that the name has now. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [str(entry[4][0]) for entry in found]


def send(
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes,
    allows_loopback: bool = False,
    resolver: Resolver = resolve,
    altogether: float = ALTOGETHER,
) -> Answer:
    """Post the body, and what came back, after `altogether` seconds at most. Never raises for what others do wrong.

    Nothing of the answer is told that comes from this machine itself.
    """
    began = time.monotonic()
    try:
        address = _address_of(url, resolver, allows_loopback=allows_loopback)
        response = _post(url, address, headers=headers, body=body, altogether=altogether)
    except _Failed as failed:
        return Answer(None, str(failed), _since(began))
    status, text, retry_after = response
    return Answer(
        status,
        _judged(status),
        _since(began),
        text=text if is_public(address) else "",
        retry_after=int(retry_after) if retry_after.isascii() and retry_after.isdigit() else None,
    )


def _address_of(url: str, resolver: Resolver, *, allows_loopback: bool) -> Address:
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        found = [ip_address(text) for text in resolver(host, _port(parts))]
    except (OSError, UnicodeError, ValueError):
        raise _Failed("unknown_host") from None
    if not found:
        raise _Failed("unknown_host")
    if allows_loopback and is_loopback(host) and all(address.is_loopback for address in found):
        return _preferred(found)
    if parts.scheme != "https" or _port(parts) != HTTPS or not all(is_public(address) for address in found):
        raise _Failed("forbidden")
    return _preferred(found)


def _preferred(addresses: Sequence[Address]) -> Address:
    # Whoever is reached by both is surely reached by the old one.
    return min(addresses, key=lambda address: address.version)


def _port(parts: SplitResult) -> int:
    return parts.port or (HTTPS if parts.scheme == "https" else 80)


def _post(
    url: str, address: Address, *, headers: Mapping[str, str], body: bytes, altogether: float
) -> tuple[int, str, str]:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with _connected(parts, address) as connection, _deadline(connection, altogether) as is_over:
        try:
            if isinstance(connection.sock, ssl.SSLSocket):
                connection.sock.do_handshake()
            connection.sock.settimeout(SILENCE)
            connection.request("POST", target, body=body, headers=dict(headers))
            response = connection.getresponse()
            text = _beginning(response)
        except TimeoutError:
            raise _Failed("timeout") from None
        except ssl.SSLCertVerificationError:
            raise _Failed("certificate") from None
        except (OSError, HTTPException, ValueError):
            raise _Failed("timeout" if is_over() else "unreachable") from None
        if is_over():
            raise _Failed("timeout")
        return response.status, text, response.headers.get("Retry-After", "")


@contextmanager
def _connected(parts: SplitResult, address: Address) -> "Iterator[HTTPConnection]":
    host, port, is_tls = parts.hostname or "", _port(parts), parts.scheme == "https"
    connection = HTTPConnection(host, port)
    # Decides whether the Host header names the port.
    connection.default_port = HTTPS if is_tls else 80
    try:
        line = socket.create_connection((str(address), port), timeout=CONNECTING)
    except TimeoutError:
        raise _Failed("timeout") from None
    except OSError:
        raise _Failed("unreachable") from None
    connection.sock = _wrapped(line, host) if is_tls else line
    try:
        yield connection
    finally:
        connection.close()


def _wrapped(line: socket.socket, host: str) -> socket.socket:
    # Not spoken yet: a handshake that never ends has to stand under the deadline, too.
    return _trust().wrap_socket(line, server_hostname=host, do_handshake_on_connect=False)


@contextmanager
def _deadline(connection: HTTPConnection, seconds: float) -> "Iterator[Callable[[], bool]]":
    """Cuts the line after so many seconds: whoever sends a byte now and then is never silent."""
    line = connection.sock
    # The socket's own: that of TLS would first say goodbye to somebody who does not answer.
    timer = Timer(seconds, lambda: _cut(line))
    timer.daemon = True
    ends_at = time.monotonic() + seconds
    timer.start()
    try:
        yield lambda: time.monotonic() >= ends_at
    finally:
        timer.cancel()


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def _beginning(response: HTTPResponse) -> str:
    seen = b""
    while len(seen) < MOST_BYTES and (more := response.read1(MOST_BYTES - len(seen))):
        seen += more
    text = seen[: 4 * LONGEST_TEXT].decode("utf-8", "replace")
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n")[:LONGEST_TEXT]


def _judged(status: int) -> str:
    if 200 <= status < 300:
        return ""
    return "redirect" if 300 <= status < 400 else "status"


@cache
def _trust() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
