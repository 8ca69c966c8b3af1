"""Everything that changes an installation or an app."""

from apps_marketplace.actions.approvals import (
    TooManyWords,
    WordsMissing,
    answer_question,
    approve_install,
    ask_about_install,
    decline_install,
    set_install_policy,
)
from apps_marketplace.actions.installations import (
    AppNotOffered,
    CannotClear,
    PlanTooSmall,
    begin_authorizing,
    connect_app,
    remove_app,
    request_install,
)
from apps_marketplace.actions.moves import CannotMove
from apps_marketplace.actions.pauses import (
    NeedsConsent,
    PausedByStaff,
    pause_app,
    release_app,
    resume_app,
    suspend_app,
)
from apps_marketplace.actions.plans import move_to_plan
from apps_marketplace.actions.settings import save_settings

__all__ = [
    "AppNotOffered",
    "CannotClear",
    "CannotMove",
    "NeedsConsent",
    "PausedByStaff",
    "PlanTooSmall",
    "TooManyWords",
    "WordsMissing",
    "answer_question",
    "approve_install",
    "ask_about_install",
    "begin_authorizing",
    "connect_app",
    "decline_install",
    "move_to_plan",
    "pause_app",
    "release_app",
    "remove_app",
    "request_install",
    "resume_app",
    "save_settings",
    "set_install_policy",
    "suspend_app",
]
