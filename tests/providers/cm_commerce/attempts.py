"""Being authorized: from the merchant's click, by the platform's consent page, to somebody signed in here."""

import json
from contextlib import suppress
from datetime import timedelta
from secrets import token_urlsafe

from tests.providers.cm_commerce.access import OK, keep_connection
from tests.providers.cm_commerce.api import NotNow, authorize_address, exchange_code, revoke_token
from tests.providers.cm_commerce.service import Service, text_of
from tests.providers.cm_commerce.store import Row

# Longer than it takes to find a password.
PATIENCE = timedelta(minutes=15)


class NotAuthorized(Exception):
    """No access came of it; the sentence is for the merchant."""


def begin_attempt(service: Service, session: str) -> str:
    """The platform's consent page, for the merchant who sits at this browser."""
    state, verifier = token_urlsafe(32), token_urlsafe(48)
    statement = "INSERT INTO attempts (state, session, verifier, begun_at) VALUES (?, ?, ?, ?)"
    service.store.run(statement, state, session, verifier, service.moment)
    return authorize_address(service.setup, state=state, verifier=verifier)


def take_code(service: Service, session: str, *, state: str, code: str) -> None:
    """The merchant said yes. Codes live a minute, so it becomes tokens before anybody looks for a password."""
    attempt = _attempt(service, session, state)
    answer = exchange_code(service.setup, code=code, verifier=attempt["verifier"])
    if answer.status != OK:
        service.store.run("DELETE FROM attempts WHERE state = ?", state)
        raise NotAuthorized(f"Grin did not take the code: {answer.says or 'no reason was given'}.")
    statement = "UPDATE attempts SET tokens = ? WHERE state = ?"
    service.store.run(statement, json.dumps(answer.body), state)


def give_up(service: Service, session: str, *, state: str) -> None:
    """The merchant said no."""
    service.store.run("DELETE FROM attempts WHERE state = ? AND session = ?", state, session)


def finish_attempt(service: Service, session: str, account: str) -> bool:
    """Give the account the access that waits in this browser; whether there was any."""
    with service.store.changing() as database:
        statement = "DELETE FROM attempts WHERE session = ? AND tokens <> '' RETURNING tokens"
        waiting = database.execute(statement, [session]).fetchall()
    if waiting:
        keep_connection(service, account, json.loads(waiting[-1]["tokens"]))
    return bool(waiting)


def drop_unclaimed(service: Service) -> None:
    """Whoever never signed in wanted no access: it is given back."""
    limit = text_of(service.now() - PATIENCE)
    for attempt in service.store.rows("SELECT * FROM attempts WHERE begun_at < ?", limit):
        service.store.run("DELETE FROM attempts WHERE state = ?", attempt["state"])
        if attempt["tokens"]:
            with suppress(NotNow):
                revoke_token(service.setup, token=json.loads(attempt["tokens"])["refresh_token"])


def _attempt(service: Service, session: str, state: str) -> Row:
    found = service.store.row("SELECT * FROM attempts WHERE state = ? AND session = ?", state, session)
    if found is None or found["tokens"]:
        raise NotAuthorized("This answer belongs to no question that this browser asked. Start again.")
    return found
