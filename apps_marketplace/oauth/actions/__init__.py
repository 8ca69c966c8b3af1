"""Everything that changes what apps may do."""

from apps_marketplace.oauth.actions.clients import (
    BadRedirect,
    NoRedirect,
    change_redirects,
    register_client,
    rotate_secret,
    set_pkce_exemption,
)
from apps_marketplace.oauth.actions.grants import give_code
from apps_marketplace.oauth.actions.tokens import (
    forget_expired,
    lifetime_of,
    redeem_code,
    revoke_family,
    revoke_installation_tokens,
    rotate_token,
)

__all__ = [
    "BadRedirect",
    "NoRedirect",
    "change_redirects",
    "forget_expired",
    "give_code",
    "lifetime_of",
    "redeem_code",
    "register_client",
    "revoke_family",
    "revoke_installation_tokens",
    "rotate_secret",
    "rotate_token",
    "set_pkce_exemption",
]
