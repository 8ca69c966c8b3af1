"""The segments that the platform keeps, and who is in them."""

from tests.providers.cm_commerce.service import Service
from tests.providers.cm_commerce.store import Row

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
