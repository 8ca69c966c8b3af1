"""Knocking at every door with what belongs to a stranger."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.http import HttpResponse, HttpResponseBase
from django.test import Client
from django.urls import reverse

from tests.architecture.doors import Door
from tests.architecture.estate import FREE_PARAMETERS, Estate

METHODS = ("GET", "POST")
FORM = "application/x-www-form-urlencoded"
REFUSALS = frozenset({401, 403, 404, 405})
# A program is told what is wrong with what it sent before anything is looked for.
REFUSALS_OF_API = REFUSALS | {400, 415, 422}


def unknown_parameters(doors: Iterable[Door], ids: dict[str, Any]) -> list[str]:
    """Doors with a parameter that nobody has said the meaning of."""
    return [f"{door.name}: {name}" for door in doors for name in door.parameters if name not in ids]


def leaks(client: Client, doors: Iterable[Door], *, stranger: Estate) -> list[str]:
    """What the client learned or changed of the stranger's, as sentences. Empty is how it must be."""
    ids, asked, found = stranger.ids, _asked(stranger), []
    writes, before = _writes(), fingerprint(stranger)
    for door in doors:
        if unknown_parameters([door], ids):
            continue
        for method in METHODS:
            response = client.generic(method, f"{door.address(ids)}?{asked}", asked, FORM)
            found += [f"{method} {door.name} {fault}" for fault in _faults(response, door, stranger)]
            if _writes() == writes:
                continue
            writes, after = _writes(), fingerprint(stranger)
            if after != before:
                found.append(f"{method} {door.name} changed something")
            before = after
    return found


def _writes() -> int:
    """How many rows of any table were written in this transaction, which is all of the test."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITES)
        return int(cursor.fetchone()[0])


def _asked(stranger: Estate) -> str:
    """The stranger's ids once more, as a query or a form might name them: `customer_id=7&customer=7`."""
    ids = {name: value for name, value in stranger.ids.items() if name not in FREE_PARAMETERS}
    return urlencode(ids | {name.removesuffix("_id"): value for name, value in ids.items()})


def fingerprint(estate: Estate) -> list[tuple[str, str]]:
    """A digest of all rows of the merchant, by table."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        tables = [table for (table,) in cursor.fetchall()]
        digests = [
            f"SELECT '{table}', {_DIGEST} FROM {table} t WHERE merchant_id = {estate.merchant.pk}"
            for table in tables
        ]
        digests.append(
            f"SELECT 'merchant', {_DIGEST} FROM merchants_merchant t WHERE id = {estate.merchant.pk}"
        )
        cursor.execute(" UNION ALL ".join(digests))
        return sorted(cursor.fetchall())


def body(response: HttpResponseBase) -> str:
    """Everything the client got to see: headers, and the whole answer even if it streams."""
    if isinstance(response, HttpResponse):
        return f"{response.headers}\n{response.content.decode(errors='replace')}"
    return f"{response.headers}\n{b''.join(response).decode()}"


def _faults(response: HttpResponseBase, door: Door, stranger: Estate) -> Iterator[str]:
    if stranger.word in body(response):
        yield "shows a stranger's word"
    if _names_something(door) and not _is_refused(response, door):
        yield f"answers {response.status_code}"


def _names_something(door: Door) -> bool:
    return bool(set(door.parameters) - FREE_PARAMETERS.keys())


def _is_refused(response: HttpResponseBase, door: Door) -> bool:
    entrances = (reverse("account_login"), reverse("team:no_merchant"))
    refusals = REFUSALS_OF_API if door.guard.startswith("api:") else REFUSALS
    return response.status_code in refusals or (
        response.status_code == 302 and response.headers["Location"].startswith(entrances)
    )


_WRITES = "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables"
_TABLES = """
SELECT DISTINCT table_name FROM information_schema.columns
WHERE table_schema = current_schema() AND column_name = 'merchant_id' ORDER BY table_name
"""
_DIGEST = "coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '')"
