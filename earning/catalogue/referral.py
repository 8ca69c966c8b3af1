from django.utils.translation import gettext_lazy as _

from earning.catalogue.action import EarningAction, Group

REFER_FRIEND = EarningAction(
    code="refer_friend",
    group=Group.ACCOUNT,
    name=_("Refer a friend"),
    explanation=_("Points for each friend whose first order came through the customer’s link."),
    icon="users",
    before=_("Refer a friend"),
    after=_("You referred a friend"),
    is_reported=False,
)
