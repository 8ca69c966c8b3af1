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
    Owner,
    find_customers,
    hold_customers,
    hold_owners,
    matching,
    said_columns,
    seen_since,
)
from loyalty.customers.queries.tags import MOST_CHOICES, tagged, tags_in_use, tags_of

__all__ = [
    "GUARD_DAYS",
    "MOST_CHOICES",
    "SAID",
    "SAID_COLUMNS",
    "Found",
    "Owner",
    "birthday_in",
    "celebrants",
    "find_customers",
    "hold_customers",
    "hold_owners",
    "is_celebrant",
    "local_midnight",
    "matching",
    "next_celebration",
    "said_columns",
    "seen_since",
    "tagged",
    "tags_in_use",
    "tags_of",
]
