"""The segments that the platform keeps, and who is in them."""

from tests.providers.cm_commerce.service import Service
from tests.providers.cm_commerce.store import Row
from tests.providers.cm_commerce.sync import pages, read

SEGMENTS = ("Serious Buyers", "Recent Purchasers", "Invested Customers", "Customers with Rewards")


def customers_of(service: Service, account: str, *, segment: str = "") -> list[Row]:
    """The customers of a segment, or everybody; most points first."""
    order = "ORDER BY points_balance DESC, customers.id"
    if not segment:
        return service.store.rows(f"SELECT * FROM customers WHERE account = ? {order}", account)
    statement = (
        "SELECT customers.* FROM customers JOIN segments ON segments.account = customers.account"
        f" AND segments.customer_id = customers.id WHERE customers.account = ? AND segments.name = ? {order}"
    )
    return service.store.rows(statement, account, segment)


def sync_segments(service: Service, connection: Row) -> None:
    """Who is in each of them now. A merchant may have renamed or removed one; then nobody is."""
    account = connection["account"]
    found = read(service, account, "/segments")["segments"]
    ids = {one["name"]: one["id"] for one in found if one["name"] in SEGMENTS}
    rows = [row for name, number in ids.items() for row in _members(service, account, name, number)]
    with service.store.changing() as database:
        database.execute("DELETE FROM segments WHERE account = ?", [account])
        database.executemany("INSERT INTO segments (account, name, customer_id) VALUES (?, ?, ?)", rows)


def _members(service: Service, account: str, name: str, number: int) -> list[tuple[str, str, int]]:
    found = pages(service, account, f"/segments/{number}/customers", {"limit": str(service.setup.page)})
    return [(account, name, customer["id"]) for page in found for customer in page]
