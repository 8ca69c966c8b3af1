"""What goes from the database to the network and back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message claimed for one endpoint. The secrets are sealed as they were stored.

    `attempts` counts this one, and is the fence: whoever comes back with an older number writes nothing.
    """

    delivery_id: int
    merchant_id: int
    endpoint_id: int
    attempts: int
    url: str
    secret: str
    previous_secret: str | None
    previous_until: datetime | None
    message_id: int
    uid: UUID
    topic: str
    subject_id: int | None
    body: str | None
    happened_at: datetime
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a parcel. `wait` is how many seconds until the next attempt, None if there is none."""

    parcel: Parcel
    at: datetime
    milliseconds: int
    status: int | None
    failure: str
    answer: str
    wait: int | None

    @property
    def is_taken(self) -> bool:
        return not self.failure


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a message says, and of whom."""

    data: dict[str, Any]
    customer_ids: tuple[int, ...] = ()
