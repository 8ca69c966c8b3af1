"""What Home and Activity show."""

from loyalty.reports.queries.activity import Group, activity_of
from loyalty.reports.queries.orders import LastOrder, last_orders
from loyalty.reports.queries.programme import Members, Period, Pulse, members, pulse
from loyalty.reports.queries.setup import Task, tasks

__all__ = [
    "Group",
    "LastOrder",
    "Members",
    "Period",
    "Pulse",
    "Task",
    "activity_of",
    "last_orders",
    "members",
    "pulse",
    "tasks",
]
