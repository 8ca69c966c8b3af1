from .authorizations import AccessToken, Application, DeviceGrant, Grant, IDToken, RefreshToken
from .installations import Installation, InstallationState

__all__ = [
    "AccessToken",
    "Application",
    "DeviceGrant",
    "Grant",
    "IDToken",
    "Installation",
    "InstallationState",
    "RefreshToken",
]
