from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from earning.catalogue.action import EarningAction, Group, Unit


def _social(code: str, name: StrOrPromise, icon: str, *, after: StrOrPromise) -> EarningAction:
    return EarningAction(
        code=code,
        group=Group.SOCIAL,
        name=name,
        explanation=_("Points for a click to the page, once for each customer. Networks do not confirm it."),
        icon=icon,
        before=name,
        after=after,
        unit=Unit.CUSTOMER,
        needs_link=True,
    )


FOLLOW_INSTAGRAM = _social(
    "follow_instagram", _("Follow on Instagram"), "camera", after=_("You follow us on Instagram")
)
FOLLOW_TIKTOK = _social("follow_tiktok", _("Follow on TikTok"), "music", after=_("You follow us on TikTok"))
FOLLOW_X = _social("follow_x", _("Follow on X"), "at-sign", after=_("You follow us on X"))
SHARE_X = _social("share_x", _("Share on X"), "repeat-2", after=_("You shared us on X"))
LIKE_FACEBOOK = _social(
    "like_facebook", _("Like on Facebook"), "thumbs-up", after=_("You like us on Facebook")
)
SHARE_FACEBOOK = _social(
    "share_facebook", _("Share on Facebook"), "share-2", after=_("You shared us on Facebook")
)
