"""The customers of the platform, as our own lists and e-mails need them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from tests.providers.cm_commerce.access import OK, ask
from tests.providers.cm_commerce.service import Service, text_of
from tests.providers.cm_commerce.store import Row

WITH_TIER = "vip_status,vip_status.vip_tier"
# Whoever changes while we read is read again by the next round.
OVERLAP = timedelta(minutes=1)
PAUSE = timedelta(minutes=1)


class NotRead(Exception):
    """The platform answered, but not with what was asked for."""


def is_due(service: Service, connection: Row) -> bool:
    """Whether it is time for another round: at once after connecting, then every minute."""
    return str(connection["looked_at"]) <= text_of(service.now() - PAUSE)


def sync_customers(service: Service, connection: Row) -> None:
    """Read who changed since the last round, and everybody in the first."""
    account, begun_at = connection["account"], service.now()
    query = {"limit": str(service.setup.page), "include": WITH_TIER}
    if connection["synced_until"]:
        query["updated_at_min"] = connection["synced_until"]
    for customers in pages(service, account, "/customers", query):
        keep_customers(service, account, customers, round_=text_of(begun_at))
    if not connection["synced_until"]:
        _drop_unseen(service, account, round_=text_of(begun_at))
    statement = "UPDATE connections SET synced_until = ?, looked_at = ?, problem = '' WHERE account = ?"
    service.store.run(statement, text_of(begun_at - OVERLAP), text_of(begun_at), account)


def keep_customers(service: Service, account: str, customers: list[dict[str, Any]], *, round_: str) -> None:
    """Bring our copies up to date, the tier's ten minutes begin anew."""
    rows = [_row(account, customer, moment=service.moment, round_=round_) for customer in customers]
    with service.store.changing() as database:
        database.executemany(
            "INSERT OR REPLACE INTO customers (account, id, email, first_name, last_name, state, points_balance,"
            " referral_url, date_of_birth, vip_tier, tier_known_at, round) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            rows,
        )
        if customers:
            database.execute(
                "UPDATE connections SET has_vip = ? WHERE account = ?",
                [int(any(map(has_vip_status, customers))), account],
            )


def has_vip_status(customer: dict[str, Any]) -> bool:
    """Whether the programme has tiers: where VIP is off, all that is said of a customer's status is null."""
    return (customer.get("vip_status") or {}).get("progress_value") is not None


def tier_name(customer: dict[str, Any]) -> str:
    """The tier of a customer as the API shows one; empty without any, and where VIP is off."""
    tier = (customer.get("vip_status") or {}).get("vip_tier") or {}
    return str(tier.get("name", ""))


def pages(service: Service, account: str, path: str, query: dict[str, str]) -> Iterator[list[dict[str, Any]]]:
    """The customers that an address lists, a page at a time."""
    cursor = ""
    while True:
        asked = {**query, **({"cursor": cursor} if cursor else {})}
        body = read(service, account, path, query=asked)
        yield body["customers"]
        cursor = body["metadata"]["next_cursor"]
        if not cursor:
            return


def read(service: Service, account: str, path: str, **asked: Any) -> dict[str, Any]:
    """What an address says. Refuses (`NotRead`) with the platform's own sentence where it says nothing."""
    answer = ask(service, account, "GET", path, **asked)
    if answer.status != OK:
        raise NotRead(answer.says)
    return answer.body


def _row(account: str, customer: dict[str, Any], *, moment: str, round_: str) -> list[Any]:
    texts = [customer[name] or "" for name in ("email", "first_name", "last_name", "state")]
    links = [customer["referral_url"] or "", customer["date_of_birth"] or ""]
    return [
        *(account, customer["id"], *texts, customer["points_balance"], *links),
        *(tier_name(customer), moment, round_),
    ]


def _drop_unseen(service: Service, account: str, *, round_: str) -> None:
    service.store.run("DELETE FROM customers WHERE account = ? AND round <> ?", account, round_)
