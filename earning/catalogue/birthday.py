from django.utils.translation import gettext_lazy as _

from earning.catalogue.action import EarningAction, Group, Unit

BIRTHDAY = EarningAction(
    code="birthday",
    group=Group.ACCOUNT,
    name=_("Celebrate a birthday"),
    explanation=_(
        "Points as the day begins, once a year. A birthday entered or changed within 30 days before it waits a year."
    ),
    icon="cake",
    before=_("Celebrate your birthday"),
    after=_("Happy birthday"),
    unit=Unit.YEAR,
    is_reported=False,
)
