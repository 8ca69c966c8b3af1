from apps_marketplace.views.catalogue import catalogue
from apps_marketplace.views.detail import detail, logo
from apps_marketplace.views.installing import answer, install, remove, resume

__all__ = ["answer", "catalogue", "detail", "install", "logo", "remove", "resume"]
