from django.utils.translation import gettext_lazy as _

from earning.catalogue.action import EarningAction, Group, Unit

SIGN_UP = EarningAction(
    code="sign_up",
    group=Group.ACCOUNT,
    name=_("Sign up"),
    explanation=_("Points for creating an account, once for each customer."),
    icon="user-plus",
    unit=Unit.CUSTOMER,
)
