"""What a fresh merchant has yet to do."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from earning.catalogue import PLACE_ORDER, SIGN_UP
from earning.models import Rule


@dataclass(frozen=True, slots=True)
class Task:
    """One step of the set-up. `url_name` and `argument` say where it is done."""

    title: str | Promise
    why: str | Promise
    is_done: bool
    url_name: str = ""
    argument: str = ""
    button: str | Promise = ""


def tasks(merchant_id: int, *, has_orders: bool, has_members: bool) -> list[Task]:
    """The steps in the order that makes sense. One query."""
    rules = Rule.objects.filter(merchant_id=merchant_id, is_active=True)
    actions = set(rules.values_list("action", flat=True).distinct())
    return [
        Task(
            _("Give points for orders"),
            _("Say how many points customers earn for what they spend."),
            PLACE_ORDER.code in actions,
            "earning:create",
            PLACE_ORDER.code,
            _("Add rule"),
        ),
        Task(
            _("Welcome new members"),
            _("Points for signing up give customers a reason to join."),
            SIGN_UP.code in actions,
            "earning:create",
            SIGN_UP.code,
            _("Add rule"),
        ),
        Task(
            _("Bring in orders"),
            _("Import those from before, so that loyal customers begin with what they have earned."),
            has_orders,
            "orders:import_upload",
            button=_("Import orders"),
        ),
        Task(
            _("See the first member arrive"),
            _("Customers become members with an account in your shop."),
            has_members,
            "customers:list",
            button=_("Open customers"),
        ),
    ]
