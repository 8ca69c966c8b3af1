"""What a rule can be about. An action is one small file of facts; apps bring more of their own."""

from earning.catalogue.action import EarningAction, Group, Unit
from earning.catalogue.birthday import BIRTHDAY
from earning.catalogue.place_order import PLACE_ORDER
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
    FOLLOW_INSTAGRAM,
    FOLLOW_TIKTOK,
    FOLLOW_X,
    SHARE_X,
    LIKE_FACEBOOK,
    SHARE_FACEBOOK,
)

__all__ = ["BIRTHDAY", "BUILT_IN", "PLACE_ORDER", "SIGN_UP", "EarningAction", "Group", "Unit"]
