from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from earning.catalogue.action import EarningAction, Group, Unit


def _social(code: str, name: Promise, icon: str) -> EarningAction:
    return EarningAction(
        code=code,
        group=Group.SOCIAL,
        name=name,
        explanation=_("Points for a click to the page, once for each customer. Networks do not confirm it."),
        icon=icon,
        unit=Unit.CUSTOMER,
    )


FOLLOW_INSTAGRAM = _social("follow_instagram", _("Follow on Instagram"), "camera")
FOLLOW_TIKTOK = _social("follow_tiktok", _("Follow on TikTok"), "music")
FOLLOW_X = _social("follow_x", _("Follow on X"), "at-sign")
SHARE_X = _social("share_x", _("Share on X"), "repeat-2")
LIKE_FACEBOOK = _social("like_facebook", _("Like on Facebook"), "thumbs-up")
SHARE_FACEBOOK = _social("share_facebook", _("Share on Facebook"), "share-2")
