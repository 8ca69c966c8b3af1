"""The stand-in as one thing: where it is, what it remembers, and who may refresh tokens."""

from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from tests.providers.cm_commerce.setup import Setup
from tests.providers.cm_commerce.store import Store


@dataclass(frozen=True)
class Service:
    """What every page and every piece of work is given."""

    setup: Setup
    store: Store
    # A refresh token is good once: two threads that used the same one would lose the whole access.
    refreshing: Lock = field(default_factory=Lock)
    working: Lock = field(default_factory=Lock)

    def now(self) -> datetime:
        """The moment, which tests choose."""
        return self.setup.now()

    @property
    def moment(self) -> str:
        """The moment as the store keeps it, to the second and in UTC, so that texts compare like times."""
        return text_of(self.now())


def text_of(moment: datetime) -> str:
    """A moment as the store keeps it."""
    return moment.isoformat(timespec="seconds")
