"""The stand-in on a port."""

from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from tests.providers.cm_commerce.pages import MODULES
from tests.providers.cm_commerce.service import Service
from tests.providers.cm_commerce.web import Application

HOST = "127.0.0.1"


class Server(ThreadingMixIn, WSGIServer):
    """One thread for each request, so that a slow answer of the platform keeps nobody else waiting."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the parent's word
        """Nothing: the terminal belongs to the product."""


def serve(service: Service, port: int) -> WSGIServer:
    """A server that listens; its `serve_forever` answers."""
    application = Application(service, MODULES)
    return make_server(HOST, port, application, server_class=Server, handler_class=Quiet)
