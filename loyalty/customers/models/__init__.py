from loyalty.customers.models.birthdays import BirthdayCalendar
from loyalty.customers.models.customers import (
    DAY_OF_YEAR,
    UNKNOWN_YEAR,
    WORDS,
    Customer,
    CustomerQuerySet,
    CustomerState,
)
from loyalty.customers.models.identities import CustomerIdentity
from loyalty.customers.models.tags import LONGEST_TAG, CustomerTag

__all__ = [
    "DAY_OF_YEAR",
    "LONGEST_TAG",
    "UNKNOWN_YEAR",
    "WORDS",
    "BirthdayCalendar",
    "Customer",
    "CustomerIdentity",
    "CustomerQuerySet",
    "CustomerState",
    "CustomerTag",
]
