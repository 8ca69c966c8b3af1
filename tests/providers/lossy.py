"""A way to the platform on which answers get lost: whatever was asked arrives, and nobody hears of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import requests

HOP_BY_HOP = {"connection", "content-length", "transfer-encoding", "content-encoding"}


@dataclass
class LossyWay:
    """`losing` answers to POST are lost; `keys` are the Idempotency-Keys that went past."""

    address: str
    losing: int = 1
    keys: list[str] = field(default_factory=list)


@contextmanager
def lossy_way(platform: str, *, losing: int = 1) -> Iterator[LossyWay]:
    """Listening on a port of its own while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Passing)
    way = LossyWay(f"http://localhost:{server.server_port}", losing)
    server.daemon_threads = True
    _Passing.platform, _Passing.way = platform, way
    thread = Thread(target=server.serve_forever, args=[0.05], daemon=True)
    thread.start()
    try:
        yield way
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Passing(BaseHTTPRequestHandler):
    platform: str
    way: LossyWay

    def do_GET(self) -> None:
        self._pass_on()

    def do_POST(self) -> None:
        self.way.keys.append(self.headers.get("Idempotency-Key", ""))
        self._pass_on(is_lost=len(self.way.keys) <= self.way.losing)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the parent's word
        """Nothing."""

    def _pass_on(self, *, is_lost: bool = False) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        sent = {name: value for name, value in self.headers.items() if name.lower() != "host"}
        answer = requests.request(
            self.command, self.platform + self.path, data=body, headers=sent, timeout=30
        )
        if is_lost:
            self.close_connection = True
            return
        self.send_response(answer.status_code)
        for name, value in answer.headers.items():
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)
