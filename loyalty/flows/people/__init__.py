"""What a file about customers sets in motion: one small file for each kind, and the way that all of them go."""

from loyalty.flows.people.birthdays import Birthdays
from loyalty.flows.people.customers import Customers
from loyalty.flows.people.kind import Kind
from loyalty.flows.people.points import Points
from loyalty.flows.people.rows import PeopleCounts, rows_imported, rows_rehearsed, rows_withdrawn
from loyalty.flows.people.tiers import Tiers

KINDS: dict[str, Kind] = {kind.code.value: kind for kind in (Points(), Birthdays(), Customers(), Tiers())}

__all__ = ["KINDS", "Kind", "PeopleCounts", "rows_imported", "rows_rehearsed", "rows_withdrawn"]
