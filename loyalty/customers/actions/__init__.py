from loyalty.customers.actions.addresses import EmailTaken, change_email
from loyalty.customers.actions.arrivals import ensure_customers
from loyalty.customers.actions.exclusion import exclude, include
from loyalty.customers.actions.recognition import CustomerUnknown, recognise

__all__ = [
    "CustomerUnknown",
    "EmailTaken",
    "change_email",
    "ensure_customers",
    "exclude",
    "include",
    "recognise",
]
