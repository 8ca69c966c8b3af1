"""The facts of an action."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise


class Group(TextChoices):
    ORDERS = "orders", _("Orders")
    ACCOUNT = "account", _("Account")
    SOCIAL = "social", _("Social")
    STORE = "store", _("Store")


class Unit(TextChoices):
    """What an activity is counted by: each rule gives once for the same unit."""

    CUSTOMER = "customer", _("once for each customer")
    YEAR = "year", _("once a year for each customer")
    ORDER = "order", _("once for each order")
    PRODUCT = "product", _("once for each product")
    SENDER = "id", _("once for each id that the sender gives")


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningAction:
    """`code` is what rules and activities name it by; `app` is the slug of the app that brings it, if one does.

    `before` and `after` are what customers read while they can still do it, and once they have. `needs_link` if it
    is done on a page that each rule names; `is_per_amount` if it may give points for each amount spent; `is_reported`
    if senders may say that it happened, as the programme does not see it by itself. `absence` says in a word why
    nothing counts towards it at present.
    """

    code: str
    group: Group
    name: StrOrPromise
    explanation: StrOrPromise
    icon: str
    before: StrOrPromise = ""
    after: StrOrPromise = ""
    unit: Unit = Unit.SENDER
    is_per_amount: bool = False
    needs_link: bool = False
    is_reported: bool = True
    link: str = ""
    app: str = ""
    absence: StrOrPromise = ""
    custom_id: int | None = None

    @property
    def is_once(self) -> bool:
        """Whether each customer is given points for it once, or once a year, whatever a rule says."""
        return self.unit in (Unit.CUSTOMER, Unit.YEAR)
