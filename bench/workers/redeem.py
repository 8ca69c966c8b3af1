"""Redeems for random customers, one after the other, through the product's own flow, each in its transaction."""

import random

from django_scopes import scope
from entries import NOW, find_shop
from turns import take_turns

from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.rewards.models import Reward

shop = find_shop()
merchant = Merchant.objects.get(pk=shop.merchant_id)
with scope(merchant=merchant):
    reward = Reward.objects.get()


def redeem_one() -> int:
    # Who it is has been loaded by whoever asks; what is measured begins there.
    customer = Customer(pk=shop.somebody(), merchant=merchant)
    with scope(merchant=merchant):
        flows.reward_redeemed(reward, customer=customer, key=str(random.getrandbits(50)), by=None, at=NOW)
    return 1


take_turns(redeem_one)
