from apps_marketplace.views.building import (
    build_app,
    change_own_app,
    own_app,
    own_apps,
    renew_own_secret,
    submit_own_app,
)
from apps_marketplace.views.catalogue import catalogue
from apps_marketplace.views.detail import detail
from apps_marketplace.views.installing import answer, install, remove, resume
from apps_marketplace.views.pictures import logo, screenshot
from apps_marketplace.views.settings import settings

__all__ = [
    "answer",
    "build_app",
    "catalogue",
    "change_own_app",
    "detail",
    "install",
    "logo",
    "own_app",
    "own_apps",
    "remove",
    "renew_own_secret",
    "resume",
    "screenshot",
    "settings",
    "submit_own_app",
]
