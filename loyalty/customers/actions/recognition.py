"""Customers who must be known already."""

from django.utils.translation import gettext_lazy as _

from loyalty.customers.models import Customer
from loyalty.customers.queries import find_customers
from loyalty.customers.snapshots import CustomerFacts
from loyalty.errors import Refused


class CustomerUnknown(Refused):
    code = "customer_unknown"
    message = _("There is no such customer.")


def recognise(facts: CustomerFacts, *, merchant_id: int) -> Customer:
    """The customer whom these facts name. Refused as `CustomerUnknown` if they name nobody we know."""
    (found,) = find_customers([facts], merchant_id=merchant_id)
    if found.customer_id is None:
        raise CustomerUnknown
    return Customer.objects.select_related("merchant").get(pk=found.customer_id)
