"""Reads of OAuth's own rows."""

from apps_marketplace.oauth.queries.consents import Choice, Obstacle, choices_of, people_who_may
from apps_marketplace.oauth.queries.tokens import (
    app_of_client,
    app_of_token,
    held_token,
    is_alive,
    lock_grant,
    lock_refresh_token,
    scopes_of,
    what_token_says,
)

__all__ = [
    "Choice",
    "Obstacle",
    "app_of_client",
    "app_of_token",
    "choices_of",
    "held_token",
    "is_alive",
    "lock_grant",
    "lock_refresh_token",
    "people_who_may",
    "scopes_of",
    "what_token_says",
]
