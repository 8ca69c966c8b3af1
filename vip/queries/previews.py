"""Who would move if the programme said something else."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from django.db import connection
from django.db.models import Count, Max

from loyalty.customers.models import Customer, CustomerState

SAMPLE = 5


@dataclass
class Preview:
    """Customers by the tiers that they would leave and enter, some of each; first entries that would be rewarded.

    Tiers are named by the numbers that `VipTerms.refs` gives them, none by 0.
    """

    looked_at: int = 0
    moves: Counter[tuple[int, int]] = field(default_factory=Counter)
    sample: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    entries: Counter[int] = field(default_factory=Counter)

    @property
    def moved(self) -> int:
        """How many would move."""
        return self.moves.total()

    def add_move(self, way: tuple[int, int], count: int, customer_ids: Sequence[int]) -> None:
        """So many more would move this way."""
        self.moves[way] += count
        known = self.sample.setdefault(way, [])
        known.extend(customer_ids[: SAMPLE - len(known)])

    def as_json(self) -> dict[str, Any]:
        """What a change keeps."""
        return {
            "looked_at": self.looked_at,
            "moves": [[*way, count, self.sample[way]] for way, count in self.moves.items()],
            "entries": [[ref, count] for ref, count in self.entries.items()],
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """The preview that was kept, as far as it had come."""
        preview = cls(kept.get("looked_at", 0))
        for left, entered, count, customer_ids in kept.get("moves", ()):
            preview.add_move((left, entered), count, customer_ids)
        preview.entries.update(dict(kept.get("entries", ())))
        return preview


def next_customers(after_id: int, *, size: int) -> tuple[int, int]:
    """How many come next of the customers whose tiers can change, in the order of their ids, and the last id."""
    customers = Customer.objects.exclude(state=CustomerState.DISABLED).filter(pk__gt=after_id)
    found = customers.order_by("pk")[:size].aggregate(count=Count("pk"), last_id=Max("pk"))
    return found["count"], found["last_id"] or after_id


def count_moves(sql: str, values: dict[str, Any], into: Preview) -> None:
    """Adds what one statement found."""
    with connection.cursor() as cursor:
        cursor.execute(sql, {**values, "sample": SAMPLE})
        rows = cursor.fetchall()
    for is_move, left, entered, count, customer_ids in rows:
        if is_move:
            into.add_move((left or 0, entered or 0), count, customer_ids)
        else:
            into.entries[entered] += count
