"""Whom a caller means."""

from loyalty.customers.actions import CustomerUnknown
from loyalty.customers.mapping import email_key
from loyalty.customers.models import Customer
from loyalty.database.instances import load
from loyalty.merchants.models import Merchant


def customer_at(email: str, merchant: Merchant) -> Customer | None:
    """Whoever has this address, or whom they were merged into."""
    return _survivor("email_key = %(said)s::text", email_key(email), merchant)


def customer_named(customer_id: int, merchant: Merchant) -> Customer:
    """The customer with this id, or whom they were merged into. Refused as `CustomerUnknown`."""
    customer = _survivor("id = %(said)s::bigint", str(customer_id), merchant)
    if customer is None:
        raise CustomerUnknown
    return customer


def _survivor(clause: str, said: str | None, merchant: Merchant) -> Customer | None:
    values = {"merchant": str(merchant.pk), "said": said}
    for customer in load(Customer, _SURVIVOR.format(clause=clause), values):
        customer.merchant = merchant
        return customer
    return None


_SURVIVOR = """
WHERE merchant_id = %(merchant)s::bigint AND id = (
    SELECT coalesce(merged_into_id, id) FROM customers_customer
    WHERE merchant_id = %(merchant)s::bigint AND erased_at IS NULL AND {clause}
)
"""
