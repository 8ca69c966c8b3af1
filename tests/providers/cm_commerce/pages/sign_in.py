"""An account of its own: whoever connects a shop signs in here, not there."""

from hmac import compare_digest
from secrets import token_urlsafe

from tests.providers.cm_commerce.attempts import finish_attempt
from tests.providers.cm_commerce.templates import FOLDER, render
from tests.providers.cm_commerce.web import Response, Routes, Visit, cookie, redirect

ROUTES = Routes()
AUTHORIZED = "Your loyalty account has been authorized. Your customers are being synced."


@ROUTES.page("GET", "/")
def home(visit: Visit) -> Response:
    return redirect("/connection")


@ROUTES.page("GET", "/healthz", is_open=True)
def health(visit: Visit) -> Response:
    return Response(b"ok", type="text/plain")


@ROUTES.page("GET", "/style.css", is_open=True)
def style(visit: Visit) -> Response:
    return Response((FOLDER / "static" / "style.css").read_bytes(), type="text/css")


@ROUTES.page("GET", "/sign-in", is_open=True)
def sign_in(visit: Visit) -> Response:
    return _form(visit)


@ROUTES.page("POST", "/sign-in", is_open=True)
def check_sign_in(visit: Visit) -> Response:
    email, password = visit.field("email").lower(), visit.field("password")
    expected = visit.service.setup.accounts.get(email, "")
    if not expected or not compare_digest(expected.encode(), password.encode()):
        return _form(visit, error="No account has this e-mail address and password.", status=422)
    session = _enter(visit, email)
    if finish_attempt(visit.service, session, email):
        visit.service.store.run("UPDATE sessions SET note = ? WHERE id = ?", AUTHORIZED, session)
    return redirect(_own(visit.field("next")), headers=(cookie(session),))


@ROUTES.page("POST", "/sign-out")
def sign_out(visit: Visit) -> Response:
    visit.service.store.run("DELETE FROM sessions WHERE id = ?", visit.session)
    return redirect("/sign-in")


def _form(visit: Visit, *, error: str = "", status: int = 200) -> Response:
    row = visit.service.store.row("SELECT 1 FROM attempts WHERE session = ? AND tokens <> ''", visit.session)
    said = {"email": visit.field("email"), "next": visit.query.get("next") or visit.field("next")}
    return render(visit, "sign_in.html", status, error=error, is_connecting=bool(row), **said)


def _enter(visit: Visit, account: str) -> str:
    """A new name for the browser: whoever knew the old one is not signed in."""
    session = token_urlsafe(24)
    store = visit.service.store
    store.run("DELETE FROM sessions WHERE id = ?", visit.session)
    store.run("INSERT INTO sessions (id, account) VALUES (?, ?)", session, account)
    store.run("UPDATE attempts SET session = ? WHERE session = ?", session, visit.session)
    return session


def _own(path: str) -> str:
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/connection"
