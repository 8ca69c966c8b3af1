"""The access that a merchant gave us: taken, kept fresh, used, and given back."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from time import sleep
from typing import Any

from tests.providers.cm_commerce.api import (
    TOO_MANY,
    Answer,
    NotNow,
    call,
    exchange_refresh_token,
    revoke_token,
)
from tests.providers.cm_commerce.service import Service, text_of
from tests.providers.cm_commerce.store import Row

OK, UNAUTHORIZED = 200, 401
EARLY = timedelta(seconds=60)
# How often a call waits for the platform to take more of them.
WAITS = 20
REMOVED = (
    "Grin no longer accepts our access. The app was removed there, or the access was withdrawn."
    " Connect again to go on."
)

CLEARED = (
    "The app was removed in Grin. As you asked there, we deleted what we held of its customers."
    " Connect again to go on."
)
# What we hold of the platform's customers: who they are, in which segments, and what we told of them.
HELD = ("customers", "segments", "activities")


class NoAccess(Exception):
    """The merchant has not connected us, or no longer lets us in."""


def connection_of(service: Service, account: str) -> Row | None:
    """The connection of an account, refused or not."""
    return service.store.row("SELECT * FROM connections WHERE account = ?", account)


def keep_connection(service: Service, account: str, tokens: Mapping[str, Any]) -> None:
    """The account is connected from now on; what was cached of an earlier connection is forgotten."""
    with service.store.changing() as database:
        database.execute("DELETE FROM connections WHERE account = ?", [account])
        database.execute("DELETE FROM customers WHERE account = ?", [account])
        database.execute("DELETE FROM segments WHERE account = ?", [account])
        database.execute(
            "INSERT INTO connections"
            " (account, access_token, refresh_token, expires_at, scope, connected_at, merchant_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [account, *_kept(service, tokens), service.moment, tokens["account_id"]],
        )


def end_connection(service: Service, account: str) -> None:
    """We forget the access, and tell the platform so."""
    connection = connection_of(service, account)
    if connection is None:
        return
    service.store.run("DELETE FROM connections WHERE account = ?", account)
    service.store.run("DELETE FROM customers WHERE account = ?", account)
    if connection["is_refused"]:
        return
    # Without an answer we have forgotten it all the same.
    with suppress(NotNow):
        revoke_token(service.setup, token=connection["refresh_token"])


def hear_removal(service: Service, merchant_id: int, *, clears: bool, removed_at: datetime) -> None:
    """The merchant removed us there: we are let in no more, and with `clears` delete what we read of their customers.

    What was connected anew since is left alone: messages may come late.
    """
    # Not while somebody reads: they would keep what they have in hand.
    with service.working:
        for connection in service.store.rows("SELECT * FROM connections WHERE merchant_id = ?", merchant_id):
            # Ours is kept to the second; of the same second the connection came first.
            if datetime.fromisoformat(connection["connected_at"]) <= removed_at:
                _leave(service, connection["account"], clears=clears)


def _leave(service: Service, account: str, *, clears: bool) -> None:
    problem = CLEARED if clears else REMOVED
    with service.store.changing() as database:
        database.execute(
            "UPDATE connections SET problem = ?, is_refused = 1 WHERE account = ?", [problem, account]
        )
        for table in HELD if clears else ():
            database.execute(f"DELETE FROM {table} WHERE account = ?", [account])
        if clears:
            database.execute(
                "UPDATE connections SET has_vip = 0, synced_until = '' WHERE account = ?", [account]
            )


def ask(service: Service, account: str, method: str, path: str, **asked: Any) -> Answer:
    """One call for an account. Waits where there were too many; refuses with `NoAccess` where we are not let in."""
    answer = _ask_patiently(service, method, path, token=_fresh_token(service, account), **asked)
    if answer.status == UNAUTHORIZED:
        # It may have ended early: what counts is whether we are given another one.
        token = _fresh_token(service, account, unlike=_token(service, account))
        answer = _ask_patiently(service, method, path, token=token, **asked)
    if answer.status == UNAUTHORIZED:
        raise _refused(service, account)
    return answer


def _ask_patiently(service: Service, method: str, path: str, **asked: Any) -> Answer:
    for _try in range(WAITS):
        answer = call(service.setup, method, path, **asked)
        if answer.status != TOO_MANY:
            return answer
        sleep(answer.wait)
    raise NotNow("too many calls")


def _token(service: Service, account: str) -> str:
    connection = connection_of(service, account)
    return connection["access_token"] if connection else ""


def _fresh_token(service: Service, account: str, *, unlike: str = "") -> str:
    with service.refreshing:
        connection = connection_of(service, account)
        if connection is None or connection["is_refused"]:
            raise NoAccess(connection["problem"] if connection else "This account is not connected.")
        ends_at = datetime.fromisoformat(connection["expires_at"])
        if connection["access_token"] != unlike and service.now() < ends_at - EARLY:
            return str(connection["access_token"])
        return _refresh(service, connection)


def _refresh(service: Service, connection: Row) -> str:
    answer = exchange_refresh_token(service.setup, refresh_token=connection["refresh_token"])
    if answer.status != OK:
        raise _refused(service, connection["account"])
    service.store.run(
        "UPDATE connections SET access_token = ?, refresh_token = ?, expires_at = ?, scope = ? WHERE account = ?",
        *_kept(service, answer.body),
        connection["account"],
    )
    return str(answer.body["access_token"])


def _kept(service: Service, tokens: Mapping[str, Any]) -> list[str]:
    ends_at = service.now() + timedelta(seconds=tokens["expires_in"])
    return [tokens["access_token"], tokens["refresh_token"], text_of(ends_at), tokens.get("scope", "")]


def _refused(service: Service, account: str) -> NoAccess:
    service.store.run(
        "UPDATE connections SET problem = ?, is_refused = 1 WHERE account = ?", REMOVED, account
    )
    return NoAccess(REMOVED)
