"""Redeems a point of a random customer, one after the other; each got some in each of the last twelve months."""

import random
from dataclasses import replace
from datetime import timedelta

from entries import NOW, find_shop, make_posting
from turns import take_turns

from loyalty.points.actions import post, post_many
from loyalty.points.models import Kind

RICH = 500
PLENTY = 10_000

shop = find_shop()
customers = range(shop.first, shop.first + RICH)
months = [NOW - timedelta(days=30 * number) for number in range(12, 0, -1)]
post_many(
    [
        replace(make_posting(customer), key=f"month-{month:%Y-%m-%d}", points=PLENTY, occurred_at=month)
        for customer in customers
        for month in months
    ],
    merchant_id=shop.merchant_id,
)


def spend_one() -> int:
    somebody = random.choice(customers)
    redemption = replace(make_posting(somebody), kind=Kind.REDEEM, points=-1, source="reward")
    post(redemption, merchant_id=shop.merchant_id)
    return 1


take_turns(spend_one)
