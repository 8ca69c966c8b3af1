"""The facts of an action."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Group(TextChoices):
    ORDERS = "orders", _("Orders")
    ACCOUNT = "account", _("Account")
    SOCIAL = "social", _("Social")
    STORE = "store", _("Store")


class Unit(TextChoices):
    """What an activity is counted by: the same unit twice is one activity."""

    CUSTOMER = "customer", _("once for each customer")
    YEAR = "year", _("once a year for each customer")
    ORDER = "order", _("once for each order")
    PRODUCT = "product", _("once for each product")
    SENDER = "id", _("once for each id that the sender gives")


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningAction:
    """`code` is what rules and activities name it by; `app` is the slug of the app that brings it, if one does."""

    code: str
    group: Group
    name: str | Promise
    explanation: str | Promise
    icon: str
    unit: Unit = Unit.SENDER
    is_per_amount: bool = False
    app: str = ""
