from django.utils.translation import gettext_lazy as _

from earning.catalogue.action import EarningAction, Group, Unit

CLICK_LINK = EarningAction(
    code="click_link",
    group=Group.SOCIAL,
    name=_("Click a link"),
    explanation=_(
        "Points for opening a page that you choose, once for each customer. Nobody checks what follows."
    ),
    icon="mouse-pointer-click",
    before=_("Visit a page"),
    after=_("You visited a page"),
    unit=Unit.CUSTOMER,
    needs_link=True,
)
