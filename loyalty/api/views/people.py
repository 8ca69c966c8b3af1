"""Whom a caller means."""

from loyalty.customers.actions import CustomerUnknown
from loyalty.customers.mapping import email_key
from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant


def customer_at(email: str, merchant: Merchant) -> Customer | None:
    """Whoever has this address, or whom they were merged into."""
    people = Customer.objects.filter(merchant=merchant, erased_at=None).select_related("merged_into")
    return _survivor(people.filter(email_key=email_key(email)).first(), merchant)


def customer_named(customer_id: int, merchant: Merchant) -> Customer:
    """The customer with this id, or whom they were merged into. Refused as `CustomerUnknown`."""
    people = Customer.objects.filter(merchant=merchant, erased_at=None).select_related("merged_into")
    found = people.filter(pk=customer_id).first()
    customer = _survivor(found, merchant)
    if customer is None:
        raise CustomerUnknown
    return customer


def _survivor(found: Customer | None, merchant: Merchant) -> Customer | None:
    if found is None:
        return None
    customer = found.merged_into or found
    customer.merchant = merchant
    return customer
