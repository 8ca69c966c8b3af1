"""Connection Settings: the loyalty platform beside the other tools, and the way there and back."""

from tests.providers.cm_commerce.access import connection_of, end_connection
from tests.providers.cm_commerce.api import NotNow
from tests.providers.cm_commerce.attempts import (
    NotAuthorized,
    begin_attempt,
    finish_attempt,
    give_up,
    take_code,
)
from tests.providers.cm_commerce.pages.sign_in import AUTHORIZED
from tests.providers.cm_commerce.reviews import moment_of
from tests.providers.cm_commerce.templates import render
from tests.providers.cm_commerce.web import Response, Routes, Visit, redirect

ROUTES = Routes()
DECLINED = "You did not authorize us, so nothing was connected."


@ROUTES.page("GET", "/connection")
def connection(visit: Visit) -> Response:
    return _page(visit)


@ROUTES.page("POST", "/connection/connect")
def connect(visit: Visit) -> Response:
    return redirect(begin_attempt(visit.service, visit.session))


@ROUTES.page("GET", "/connect", is_open=True)
def start(visit: Visit) -> Response:
    """The platform sends merchants here who pressed Install there. Whoever they are here is asked afterwards."""
    return redirect(begin_attempt(visit.service, visit.session))


@ROUTES.page("GET", "/connect/callback", is_open=True)
def callback(visit: Visit) -> Response:
    state = visit.query.get("state", "")
    if visit.query.get("iss", visit.service.setup.connect) != visit.service.setup.connect:
        # RFC 9207: an answer of another provider that somebody mixed in.
        return _failed(visit, "This answer does not come from Grin.")
    if "code" not in visit.query:
        give_up(visit.service, visit.session, state=state)
        return _failed(visit, visit.query.get("error_description") or DECLINED)
    try:
        take_code(visit.service, visit.session, state=state, code=visit.query["code"])
    except NotAuthorized as reason:
        return _failed(visit, str(reason))
    except NotNow:
        return _failed(visit, "Grin did not answer. Start again in a moment.")
    if visit.account and finish_attempt(visit.service, visit.session, visit.account):
        visit.note(AUTHORIZED)
    return redirect("/connection")


@ROUTES.page("POST", "/connection/disconnect")
def disconnect(visit: Visit) -> Response:
    end_connection(visit.service, visit.account)
    visit.note("Disconnected. We gave the access back.")
    return redirect("/connection")


def _failed(visit: Visit, why: str) -> Response:
    return render(visit, "not_authorized.html", 400, why=why)


def _page(visit: Visit) -> Response:
    known = connection_of(visit.service, visit.account)
    count = visit.service.store.row("SELECT count(*) AS n FROM customers WHERE account = ?", visit.account)
    return render(
        visit,
        "connection.html",
        connection=known,
        since=moment_of(known["connected_at"]) if known else None,
        synced=moment_of(known["looked_at"]) if known and known["looked_at"] else None,
        customers=f"{count['n']:,}" if count else "0",
        scopes=known["scope"].split() if known else [],
    )
