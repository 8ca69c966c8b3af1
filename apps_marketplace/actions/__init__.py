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
    PlanTooSmall,
    begin_authorizing,
    connect_app,
    pause_app,
    remove_app,
    request_install,
    resume_app,
)
from apps_marketplace.actions.moves import CannotMove
from apps_marketplace.actions.settings import save_settings

__all__ = [
    "AppNotOffered",
    "CannotMove",
    "PlanTooSmall",
    "TooManyWords",
    "WordsMissing",
    "answer_question",
    "approve_install",
    "ask_about_install",
    "begin_authorizing",
    "connect_app",
    "decline_install",
    "pause_app",
    "remove_app",
    "request_install",
    "resume_app",
    "save_settings",
    "set_install_policy",
]
