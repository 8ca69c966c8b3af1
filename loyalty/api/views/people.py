"""Whom a caller means."""

from loyalty.customers.actions import CustomerUnknown
from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant


def customer_named(customer_id: int, merchant: Merchant) -> Customer:
    """The customer with this id, or whom they were merged into. Refused as `CustomerUnknown`."""
    people = Customer.objects.filter(merchant=merchant, erased_at=None).select_related("merged_into")
    found = people.filter(pk=customer_id).first()
    if found is None:
        raise CustomerUnknown
    customer = found.merged_into or found
    customer.merchant = merchant
    return customer
