"""The icons that a rule can show to customers, as Lucide calls them and as people do."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

ICONS: dict[str, StrOrPromise] = {
    "shopping-bag": _("Shopping bag"),
    "shopping-cart": _("Shopping cart"),
    "user-plus": _("New member"),
    "cake": _("Cake"),
    "gift": _("Gift"),
    "star": _("Star"),
    "heart": _("Heart"),
    "coins": _("Coins"),
    "message-square": _("Speech bubble"),
    "mail": _("Letter"),
    "camera": _("Camera"),
    "share-2": _("Share"),
    "thumbs-up": _("Thumbs up"),
    "megaphone": _("Megaphone"),
    "link": _("Link"),
    "map-pin": _("Map pin"),
    "store": _("Shop"),
    "truck": _("Delivery van"),
    "leaf": _("Leaf"),
    "coffee": _("Cup"),
    "shirt": _("Shirt"),
    "sparkles": _("Sparkles"),
    "trophy": _("Trophy"),
    "crown": _("Crown"),
}
