from django.utils.translation import gettext_lazy as _

from earning.catalogue.action import EarningAction, Group, Unit

LEAVE_REVIEW = EarningAction(
    code="leave_review",
    group=Group.STORE,
    name=_("Leave a review"),
    explanation=_("Points for a review that your shop reports, once for each product."),
    icon="message-square-text",
    before=_("Leave a review"),
    after=_("You left a review"),
    unit=Unit.PRODUCT,
)
