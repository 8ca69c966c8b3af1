"""Reads of OAuth's own rows."""

from apps_marketplace.oauth.queries.consents import Choice, Obstacle, choices_of, people_who_may
from apps_marketplace.oauth.queries.tokens import (
    LiveToken,
    app_of_client,
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
    "live_token",
    "lock_grant",
    "lock_refresh_token",
    "people_who_may",
    "what_token_says",
]
