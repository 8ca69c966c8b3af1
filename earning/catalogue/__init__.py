"""What a rule can be about. An action is one small file of facts; merchants and apps bring more of their own."""

from earning.catalogue.action import EarningAction, Group, Unit
from earning.catalogue.birthday import BIRTHDAY
from earning.catalogue.link import CLICK_LINK
from earning.catalogue.newsletter import NEWSLETTER
from earning.catalogue.place_order import PLACE_ORDER
from earning.catalogue.referral import REFER_FRIEND
from earning.catalogue.review import LEAVE_REVIEW
from earning.catalogue.sign_up import SIGN_UP
from earning.catalogue.social import (
    FOLLOW_INSTAGRAM,
    FOLLOW_TIKTOK,
    FOLLOW_X,
    LIKE_FACEBOOK,
    SHARE_FACEBOOK,
    SHARE_X,
)

BUILT_IN: tuple[EarningAction, ...] = (
    PLACE_ORDER,
    SIGN_UP,
    BIRTHDAY,
    NEWSLETTER,
    REFER_FRIEND,
    FOLLOW_INSTAGRAM,
    FOLLOW_TIKTOK,
    FOLLOW_X,
    SHARE_X,
    LIKE_FACEBOOK,
    SHARE_FACEBOOK,
    CLICK_LINK,
    LEAVE_REVIEW,
)
BY_CODE = {action.code: action for action in BUILT_IN}

__all__ = [
    "BIRTHDAY",
    "BUILT_IN",
    "BY_CODE",
    "CLICK_LINK",
    "LEAVE_REVIEW",
    "NEWSLETTER",
    "PLACE_ORDER",
    "REFER_FRIEND",
    "SIGN_UP",
    "EarningAction",
    "Group",
    "Unit",
]
