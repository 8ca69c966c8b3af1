from apps_marketplace.views.staff.approvals import approval, approvals, set_policy
from apps_marketplace.views.staff.apps import app, apps, change_app, create_app
from apps_marketplace.views.staff.merchants import merchants
from apps_marketplace.views.staff.pausing import pause, resume
from apps_marketplace.views.staff.pictures import screenshot
from apps_marketplace.views.staff.settling import (
    hand_back,
    new_secret,
    offer,
    set_app_policies,
    set_client,
    withdraw,
)

__all__ = [
    "app",
    "approval",
    "approvals",
    "apps",
    "change_app",
    "create_app",
    "hand_back",
    "merchants",
    "new_secret",
    "offer",
    "pause",
    "resume",
    "screenshot",
    "set_app_policies",
    "set_client",
    "set_policy",
    "withdraw",
]
