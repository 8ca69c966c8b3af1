"""VIP tiers, which may be ten minutes old and no older."""

from datetime import datetime, timedelta

from tests.providers.cm_commerce.access import OK, ask, connection_of
from tests.providers.cm_commerce.service import Service
from tests.providers.cm_commerce.store import Row
from tests.providers.cm_commerce.sync import WITH_TIER, has_vip_status, tier_name

MAX_AGE = timedelta(minutes=10)
NOT_MODIFIED = 304


def has_vip(service: Service, account: str) -> bool:
    """Whether the merchant's programme has tiers at all."""
    connection = connection_of(service, account)
    return bool(connection and connection["has_vip"])


def tier_of(service: Service, customer: Row) -> str:
    """The customer's tier, asked for again once it is ten minutes old; empty where VIP is off."""
    known_at = datetime.fromisoformat(customer["tier_known_at"])
    if service.now() - known_at < MAX_AGE:
        return customer["vip_tier"] if has_vip(service, customer["account"]) else ""
    return _asked(service, customer)


def _asked(service: Service, customer: Row) -> str:
    account, path = customer["account"], f"/customers/{customer['id']}"
    headers = {"If-None-Match": customer["tag"]} if customer["tag"] else {}
    answer = ask(service, account, "GET", path, query={"include": WITH_TIER}, headers=headers)
    if answer.status == NOT_MODIFIED:
        _keep(service, customer, customer["vip_tier"], tag=customer["tag"])
        return str(customer["vip_tier"])
    if answer.status != OK:
        return ""
    shown = answer.body["customer"]
    has_status = int(has_vip_status(shown))
    service.store.run("UPDATE connections SET has_vip = ? WHERE account = ?", has_status, account)
    _keep(service, customer, tier_name(shown), tag=answer.tag)
    return tier_name(shown)


def _keep(service: Service, customer: Row, tier: str, *, tag: str) -> None:
    statement = "UPDATE customers SET vip_tier = ?, tier_known_at = ?, tag = ? WHERE account = ? AND id = ?"
    service.store.run(statement, tier, service.moment, tag, customer["account"], customer["id"])
