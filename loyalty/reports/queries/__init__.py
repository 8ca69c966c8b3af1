"""What Home and Activity show."""

from loyalty.reports.queries.activity import Group, Source, activity_of
from loyalty.reports.queries.nothing import idle_activities, idle_orders, reasons_of
from loyalty.reports.queries.orders import LastOrder, last_orders
from loyalty.reports.queries.programme import Members, Period, Pulse, members, pulse
from loyalty.reports.queries.setup import Task, tasks

__all__ = [
    "Group",
    "LastOrder",
    "Members",
    "Period",
    "Pulse",
    "Source",
    "Task",
    "activity_of",
    "idle_activities",
    "idle_orders",
    "last_orders",
    "members",
    "pulse",
    "reasons_of",
    "tasks",
]
