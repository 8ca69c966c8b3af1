"""The clock of coupons, merchant by merchant."""

from datetime import timedelta

import pytest
from django.utils.timezone import now
from django_scopes import scope

from loyalty import flows
from loyalty.jobs.actions import later
from loyalty.jobs.models import Job
from loyalty.jobs.tasks.drain import run_due
from loyalty.merchants.models import Merchant
from loyalty.rewards.models import Coupon
from tests.cast import make_customer, make_merchant, make_reward, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def make_coupon(merchant: Merchant, *, days_ago: int) -> Coupon:
    """Issued so long ago, for two days."""
    reward = make_reward(merchant, expires_days=2)
    with scope(merchant=merchant):
        ada = make_customer(points=500)
        at = now() - timedelta(days=days_ago)
        return flows.reward_redeemed(reward, customer=ada, key="a", by=None, at=at).coupon


def test_the_clock_expires_what_is_over_of_every_merchant() -> None:
    shops = [
        make_merchant(),
        make_merchant(owner=make_user("Stranger")),
        make_merchant(owner=make_user("Mia")),
    ]
    for shop, days_ago in zip(shops, (9, 9, 1), strict=True):
        make_coupon(shop, days_ago=days_ago)

    for number in range(2):
        later("rewards.begin_expiry", merchant_id=None, key=f"tick-{number}")
        run_due()

    assert [_states(shop) for shop in shops] == [["expired"], ["expired"], ["issued"]]
    assert Job.objects.filter(state="done", kind="rewards.expire_coupons").count() == 2


def _states(merchant: Merchant) -> list[str]:
    with scope(merchant=merchant):
        return list(Coupon.objects.values_list("state", flat=True))
