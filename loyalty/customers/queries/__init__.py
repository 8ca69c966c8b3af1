"""Finding customers, and what is known of them."""

from loyalty.customers.queries.birthdays import (
    GUARD_DAYS,
    birthday_in,
    celebrants,
    is_celebrant,
    local_midnight,
    next_celebration,
)
from loyalty.customers.queries.customers import (
    SAID,
    SAID_COLUMNS,
    Found,
    find_customers,
    matching,
    said_columns,
    seen_since,
    standings_of,
)
from loyalty.customers.queries.tags import MOST_CHOICES, tagged, tags_in_use, tags_of

__all__ = [
    "GUARD_DAYS",
    "MOST_CHOICES",
    "SAID",
    "SAID_COLUMNS",
    "Found",
    "birthday_in",
    "celebrants",
    "find_customers",
    "is_celebrant",
    "local_midnight",
    "matching",
    "next_celebration",
    "said_columns",
    "seen_since",
    "standings_of",
    "tagged",
    "tags_in_use",
    "tags_of",
]
