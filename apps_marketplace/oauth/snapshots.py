"""What an app asks for, and what it gets."""

import hashlib
from dataclasses import dataclass

from apps_marketplace.models import Application
from apps_marketplace.snapshots import AppFacts


@dataclass(frozen=True)
class Asked:
    """An app's request for a merchant's consent, found to be in order. `challenge` is empty for old clients."""

    application: Application
    app: AppFacts
    scopes: tuple[str, ...]
    redirect_uri: str
    state: str
    challenge: str


@dataclass(frozen=True)
class Issued:
    """What an app is given once and never again. `scope` is parted by spaces, `expires_in` are seconds."""

    access_token: str
    refresh_token: str
    scope: str
    expires_in: int


def digest(secret: str) -> str:
    """What is kept of a secret that only its owner may know."""
    return hashlib.sha256(secret.encode()).hexdigest()
