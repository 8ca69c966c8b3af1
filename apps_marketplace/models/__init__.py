from .apps import APP_MOVES, App, AppChange, Approval, AppState, Category
from .authorizations import AccessToken, Application, DeviceGrant, Grant, IDToken, RefreshToken
from .farewells import Farewell, FarewellState
from .installations import (
    AUTHORIZABLE,
    MOVES,
    PAUSE_REASONS,
    UNDECIDED,
    Installation,
    InstallationMove,
    InstallationState,
    Pause,
)
from .screenshots import Screenshot
from .secrets import InstallationSecret

__all__ = [
    "APP_MOVES",
    "AUTHORIZABLE",
    "MOVES",
    "PAUSE_REASONS",
    "UNDECIDED",
    "AccessToken",
    "App",
    "AppChange",
    "AppState",
    "Application",
    "Approval",
    "Category",
    "DeviceGrant",
    "Farewell",
    "FarewellState",
    "Grant",
    "IDToken",
    "Installation",
    "InstallationMove",
    "InstallationSecret",
    "InstallationState",
    "Pause",
    "RefreshToken",
    "Screenshot",
]
