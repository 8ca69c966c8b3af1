"""What a merchant told an app."""

from collections.abc import Mapping
from typing import Any

from apps_marketplace.models import Installation, InstallationSecret


def settings_of(installation: Installation) -> Mapping[str, Any]:
    """Everything that the app was told, secrets readable: for the connector, never for a page."""
    kept = InstallationSecret.objects.filter(installation=installation)
    return {**installation.settings, **{secret.name: secret.value for secret in kept}}


def saved_secrets(installation: Installation) -> frozenset[str]:
    """The names of the secrets that the app has."""
    kept = InstallationSecret.objects.filter(installation=installation)
    return frozenset(kept.values_list("name", flat=True))
