"""Posts to random customers, one after the other, through the product's own action."""

from entries import find_shop, make_posting
from turns import take_turns

from loyalty.points.actions import post

shop = find_shop()


def post_one() -> int:
    post(make_posting(shop.somebody()), merchant_id=shop.merchant_id)
    return 1


take_turns(post_one)
