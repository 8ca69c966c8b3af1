"""Finding orders by what people call them."""

from django.db.models import QuerySet

from loyalty.orders.models import NAME, Order

LONGEST_NAME = 200


def named(orders: "QuerySet[Order]", text: str) -> "QuerySet[Order]":
    """The orders with this number, with or without its `#`, or with this outside id; all of them for no text."""
    asked = text[:LONGEST_NAME].replace("\x00", "").strip()
    if not asked:
        return orders
    bare = asked.removeprefix("#")
    return orders.alias(name=NAME).filter(name__in=(bare, f"#{bare}"))
