"""Reads of OAuth's own rows."""

from apps_marketplace.oauth.queries.consents import (
    Choice,
    Obstacle,
    choices_of,
    orphaned_installs,
    people_who_may,
    still_agreed,
)
from apps_marketplace.oauth.queries.tokens import (
    LiveToken,
    app_of_client,
    is_agreed,
    live_token,
    lock_grant,
    lock_refresh_token,
    what_token_says,
)

__all__ = [
    "Choice",
    "LiveToken",
    "Obstacle",
    "app_of_client",
    "choices_of",
    "is_agreed",
    "live_token",
    "lock_grant",
    "lock_refresh_token",
    "orphaned_installs",
    "people_who_may",
    "still_agreed",
    "what_token_says",
]
