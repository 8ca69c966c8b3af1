"""Ports, and waiting for a server to answer on one."""

import errno
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator

from loyalty.launch.terminal import CannotRun

HOST = "127.0.0.1"
TRIES = 50
# HTTP's answers from here on say that the server itself cannot.
FAULTS = 500


def free_port(wanted: int) -> int:
    """`wanted`, or the next port above it that nobody uses."""
    for port in _ports_from(wanted):
        if _is_free(port):
            return port
    raise CannotRun(
        f"No port from {wanted} to {min(wanted + TRIES, 65_535)} is free. Choose another with --port."
    )


def answers(url: str) -> bool:
    """Whether a server answers there, and not with a fault of its own."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 -- the address is our own
            return bool(response.status < FAULTS)
    except urllib.error.HTTPError as error:
        return error.code < FAULTS
    except OSError:
        return False


def _ports_from(wanted: int) -> Iterator[int]:
    yield from range(wanted, min(wanted + TRIES, 65_535) + 1)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do it: a port whose last connections are only winding down counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise CannotRun(
                    f"This user may not listen on port {port}. Choose one from 1024 on."
                ) from error
            return False
    return True
