from django.utils.translation import gettext_lazy as _

from earning.catalogue.action import EarningAction, Group, Unit

PLACE_ORDER = EarningAction(
    code="place_order",
    group=Group.ORDERS,
    name=_("Place an order"),
    explanation=_("Points for what a customer pays for goods. Refunds take them back in proportion."),
    icon="shopping-bag",
    before=_("Place an order"),
    after=_("You placed an order"),
    unit=Unit.ORDER,
    is_per_amount=True,
    is_reported=False,
)
