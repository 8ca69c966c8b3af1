from django.utils.translation import gettext_lazy as _

from apps_marketplace.connectors.connector import Connector
from earning.catalogue import EarningAction, Group, Unit


class CmCommerce(Connector):
    slug = "cm-commerce"
    name = "CM Commerce"
    actions = (
        EarningAction(
            code="cm-commerce/review",
            group=Group.STORE,
            name=_("CM Commerce: Review a purchased product"),
            explanation=_("Points for a review that a customer leaves after a purchase."),
            icon="star",
            unit=Unit.SENDER,
            app="cm-commerce",
        ),
    )
