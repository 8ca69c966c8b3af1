from django.utils.translation import gettext_lazy as _

from earning.catalogue.action import EarningAction, Group, Unit

NEWSLETTER = EarningAction(
    code="subscribe_newsletter",
    group=Group.ACCOUNT,
    name=_("Subscribe to a newsletter"),
    explanation=_(
        "Points for agreeing to your e-mails, once for each customer. Your shop or e-mail tool reports it."
    ),
    icon="mail",
    before=_("Subscribe to our newsletter"),
    after=_("You subscribed to our newsletter"),
    unit=Unit.CUSTOMER,
)
