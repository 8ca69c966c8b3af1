from loyalty.customers.views.birthdays import set_birthday
from loyalty.customers.views.changes import adjust_points, exclude, include
from loyalty.customers.views.detail import detail
from loyalty.customers.views.list import export
from loyalty.customers.views.list import list_customers as list
from loyalty.customers.views.tags import set_tags

__all__ = [
    "adjust_points",
    "detail",
    "exclude",
    "export",
    "include",
    "list",
    "set_birthday",
    "set_tags",
]
