"""Just enough of a web framework: a request, a response, routes, and a session for each browser."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from http.cookies import SimpleCookie
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs, quote

from tests.providers.cm_commerce.service import Service

COOKIE = "cm_commerce"
HTML = "text/html; charset=utf-8"
MOST_BYTES = 200_000
POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'"


@dataclass(frozen=True)
class Response:
    """What a page answers."""

    body: bytes = b""
    status: int = 200
    type: str = HTML
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def is_page(self) -> bool:
        """Whether a person sees it, who may come back, and who is not named anew by it."""
        return self.type == HTML and "Set-Cookie" not in dict(self.headers)


@dataclass(frozen=True)
class Visit:
    """One request of one browser; `account` is empty until somebody has signed in."""

    service: Service
    method: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes
    session: str
    account: str

    def field(self, name: str) -> str:
        """What a field of the form says."""
        return self.form.get(name, [""])[0].strip()

    def note(self, text: str) -> None:
        """Say something on the next page that this browser opens."""
        self.service.store.run("UPDATE sessions SET note = ? WHERE id = ?", text, self.session)


Page = Callable[..., Response]


@dataclass(frozen=True)
class Route:
    """A page, where it is, and whether one may see it without being signed in."""

    method: str
    path: "re.Pattern[str]"
    page: Page
    is_open: bool


@dataclass
class Routes:
    """The pages of one module."""

    routes: list[Route] = field(default_factory=list)

    def page(self, method: str, path: str, *, is_open: bool = False) -> Callable[[Page], Page]:
        """Put a page at a path, whose groups become arguments."""

        def put(page: Page) -> Page:
            self.routes.append(Route(method, re.compile(path), page, is_open))
            return page

        return put


def redirect(address: str, *, headers: tuple[tuple[str, str], ...] = ()) -> Response:
    """Go on elsewhere."""
    return Response(status=303, headers=(("Location", address), *headers))


def cookie(session: str) -> tuple[str, str]:
    """The browser's name, which scripts cannot read."""
    return ("Set-Cookie", f"{COOKIE}={session}; Path=/; HttpOnly; SameSite=Lax")


class Application:
    """The stand-in as a WSGI server calls it."""

    def __init__(self, service: Service, modules: Iterable[Routes]) -> None:
        self._service = service
        self._routes = [route for module in modules for route in module.routes]

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        response = self._answer(environ)
        status = f"{response.status} {HTTPStatus(response.status).phrase}"
        headers = [("Content-Type", response.type), ("Content-Length", str(len(response.body)))]
        start_response(status, [*headers, *self._guards(), *response.headers])
        return [response.body]

    def _answer(self, environ: dict[str, Any]) -> Response:
        session, is_new = self._session(environ)
        visit = _visit(self._service, environ, session, self._account(session))
        response = self._routed(visit)
        if is_new and response.is_page:
            self._service.store.run("INSERT OR IGNORE INTO sessions (id) VALUES (?)", session)
            return replace(response, headers=(*response.headers, cookie(session)))
        return response

    def _routed(self, visit: Visit) -> Response:
        if visit.method == "POST" and not _is_from_here(visit):
            return Response(b"This form was sent from another site.", 403, "text/plain")
        for route in self._routes:
            found = route.path.fullmatch(visit.path)
            if found and route.method == visit.method:
                if not (route.is_open or visit.account):
                    return redirect(f"/sign-in?next={quote(visit.path)}")
                return route.page(visit, **found.groupdict())
        return Response(b"There is no such page.", 404, "text/plain")

    def _session(self, environ: dict[str, Any]) -> tuple[str, bool]:
        known = SimpleCookie(environ.get("HTTP_COOKIE", "")).get(COOKIE)
        if known and self._service.store.row("SELECT id FROM sessions WHERE id = ?", known.value):
            return known.value, False
        return token_urlsafe(24), True

    def _account(self, session: str) -> str:
        row = self._service.store.row("SELECT account FROM sessions WHERE id = ?", session)
        return row["account"] if row and row["account"] in self._service.setup.accounts else ""

    def _guards(self) -> list[tuple[str, str]]:
        # Connecting is a form that leads to the platform, which browsers count as part of sending it.
        leads_to = f"'self' {self._service.setup.connect}"
        return [
            ("Content-Security-Policy", f"{POLICY}; form-action {leads_to}"),
            ("Referrer-Policy", "same-origin"),
            ("X-Content-Type-Options", "nosniff"),
        ]


def _visit(service: Service, environ: dict[str, Any], session: str, account: str) -> Visit:
    size = min(int(environ.get("CONTENT_LENGTH") or 0), MOST_BYTES)
    body = environ["wsgi.input"].read(size) if size else b""
    is_form = environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded")
    asked = parse_qs(environ.get("QUERY_STRING", ""))
    return Visit(
        service=service,
        method=environ["REQUEST_METHOD"],
        path=environ["PATH_INFO"],
        query={name: values[0] for name, values in asked.items()},
        form=parse_qs(body.decode(errors="replace"), keep_blank_values=True) if is_form else {},
        headers={
            name[5:].lower().replace("_", "-"): value
            for name, value in environ.items()
            if name[:5] == "HTTP_"
        },
        body=body,
        session=session,
        account=account,
    )


def _is_from_here(visit: Visit) -> bool:
    """Browsers say where a form comes from; programs, which have no session, say nothing."""
    origin = visit.headers.get("origin")
    return origin is None or origin.split("://")[-1] == visit.headers.get("host")
