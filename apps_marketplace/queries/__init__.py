from apps_marketplace.queries.apps import (
    UnknownApp,
    all_apps,
    app_of,
    apps_of_developer,
    apps_seen_by,
    facts_of,
)
from apps_marketplace.queries.installations import (
    NotInstalled,
    allows,
    allows_now,
    farewells_of,
    has_worked,
    installation_for,
    installation_of,
    moves_of,
    needs_approval,
    privileged_of,
    takes_settings,
)
from apps_marketplace.queries.losses import rules_about
from apps_marketplace.queries.plans import resumed_by, stopped_by, working_apps
from apps_marketplace.queries.settings import saved_secrets, settings_of

__all__ = [
    "NotInstalled",
    "UnknownApp",
    "all_apps",
    "allows",
    "allows_now",
    "app_of",
    "apps_of_developer",
    "apps_seen_by",
    "facts_of",
    "farewells_of",
    "has_worked",
    "installation_for",
    "installation_of",
    "moves_of",
    "needs_approval",
    "privileged_of",
    "resumed_by",
    "rules_about",
    "saved_secrets",
    "settings_of",
    "stopped_by",
    "takes_settings",
    "working_apps",
]
