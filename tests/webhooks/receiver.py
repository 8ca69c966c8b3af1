"""A receiver of webhooks on this machine, which remembers what came and answers as it is told."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Said:
    """One answer: `seconds` is how long it takes, `drip` sends its body a byte at a time, for ever."""

    status: int = 200
    body: bytes = b"ok"
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0
    drip: bool = False


@dataclass
class Receiver:
    """`heard` holds headers and body of each request; `answers` are used up in order, then it is `usually`."""

    url: str = ""
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    answers: list[Said] = field(default_factory=list)
    usually: Said = field(default_factory=Said)
    most_at_once: int = 0
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def hear(self, path: str, headers: dict[str, str], body: bytes) -> Said:
        """What to answer."""
        with self._lock:
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
            self.paths.append(path)
            self.heard.append((headers, body))
            said = self.answers.pop(0) if self.answers else self.usually
        time.sleep(said.seconds)
        with self._lock:
            self._now -= 1
        return said


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that runs until the end of the block."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            said = receiver.hear(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(said.body)
                while said.drip:
                    self.wfile.write(b".")
                    self.wfile.flush()
                    time.sleep(0.05)
            except OSError:
                pass

        def log_message(self, *_args: Any) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    receiver.url = f"http://127.0.0.1:{server.server_port}/hooks"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
