"""From guest to member."""

from datetime import datetime

from loyalty.customers.models import Customer, CustomerState
from loyalty.customers.snapshots import CustomerFacts


def join(customer_id: int, *, facts: CustomerFacts, at: datetime) -> tuple[Customer, bool]:
    """The customer, a member if they were a guest, and whether they just joined. Excluded ones stay so."""
    customer = Customer.objects.select_for_update().get(pk=customer_id)
    if customer.state != CustomerState.CANDIDATE:
        return customer, False
    customer.state = CustomerState.MEMBER
    customer.joined_at = facts.account_created_at or at
    customer.first_name = facts.first_name or customer.first_name
    customer.last_name = facts.last_name or customer.last_name
    customer.updated_at = at
    customer.save(update_fields=["state", "joined_at", "first_name", "last_name", "updated_at"])
    return customer, True
