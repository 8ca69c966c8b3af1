from loyalty.customers.actions.addresses import EmailTaken, change_email
from loyalty.customers.actions.arrivals import ensure_customers
from loyalty.customers.actions.birthdays import (
    BirthdayToCome,
    BirthdayTooLongAgo,
    move_calendar,
    open_calendar,
    set_birthday,
)
from loyalty.customers.actions.exclusion import exclude, include
from loyalty.customers.actions.names import change_names
from loyalty.customers.actions.recognition import CustomerUnknown, recognise
from loyalty.customers.actions.tags import InvalidTag, TooManyTags, set_tags

__all__ = [
    "BirthdayToCome",
    "BirthdayTooLongAgo",
    "CustomerUnknown",
    "EmailTaken",
    "InvalidTag",
    "TooManyTags",
    "change_email",
    "change_names",
    "ensure_customers",
    "exclude",
    "include",
    "move_calendar",
    "open_calendar",
    "recognise",
    "set_birthday",
    "set_tags",
]
