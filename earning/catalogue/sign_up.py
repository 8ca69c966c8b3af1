from django.utils.translation import gettext_lazy as _

from earning.catalogue.action import EarningAction, Group, Unit

SIGN_UP = EarningAction(
    code="sign_up",
    group=Group.ACCOUNT,
    name=_("Sign up"),
    explanation=_("Points for creating an account, once for each customer."),
    icon="user-plus",
    before=_("Create an account"),
    after=_("You created an account"),
    unit=Unit.CUSTOMER,
    is_reported=False,
)
