"""What a shopper sees."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from loyalty import flows
from loyalty.customers.models import CustomerState
from loyalty.merchants.models import Merchant
from loyalty.referrals.queries import code_of
from loyalty.rewards.models import Exchange
from loyalty.storefront.queries import HubView, hub_view
from tests.cast import MONDAY, make_customer, make_merchant, make_reward
from tests.referrals.cast import promise


@pytest.fixture
def merchant(db: None) -> Iterator[Merchant]:
    """Olive's shop, with three ways to redeem, at hand for the whole test."""
    olives = make_merchant()
    with scope(merchant=olives):
        for points in (100, 500, 1000):
            make_reward(name=f"for {points}", points=points)
        make_reward(name="given", exchange=Exchange.NONE, value_cents=5_00)
        make_reward(name="off", points=50, is_active=False)
        make_reward(name="gold only", points=10, tier_ids=[7])
        yield olives


def seen(points: int, **facts: Any) -> HubView:
    return hub_view(make_customer(points=points, **facts), at=MONDAY)


@pytest.mark.parametrize(
    ("points", "best", "needed", "progress"),
    [
        (40, "for 100", 60, (40, 100)),
        (100, "for 100", 0, (100, 500)),
        (999, "for 500", 0, (999, 1000)),
        (4000, "for 1000", 0, (4000, 4000)),
    ],
)
def test_the_best_reward_and_the_way_to_the_next(
    points: int, best: str, needed: int, progress: tuple[int, int], merchant: Merchant
) -> None:
    view = seen(points)

    assert view.best is not None
    assert (view.state, view.points) == ("enrolled", points)
    assert (view.best.reward.name, view.points_needed, view.progress) == (best, needed, progress)
    assert [offer.reward.name for offer in view.offers] == ["for 100", "for 500", "for 1000"]


def test_without_points_the_way_has_not_begun(merchant: Merchant) -> None:
    view = seen(0)

    assert (view.state, view.points, view.progress) == ("zero_points", 0, (0, 0))


@pytest.mark.parametrize(
    ("state", "shown"), [(CustomerState.DISABLED, "excluded"), (CustomerState.CANDIDATE, "not_enrolled")]
)
def test_who_takes_no_part_sees_nothing_of_it(state: CustomerState, shown: str, merchant: Merchant) -> None:
    view = seen(700, state=state)

    assert (view.state, view.points, view.best, view.offers) == (shown, 0, None, ())


def test_coupons_are_shown_until_they_are_used_or_over(merchant: Merchant) -> None:
    ada = make_customer(points=2000)
    reward = make_reward(points=100, expires_days=3)
    coupons = [
        flows.reward_redeemed(reward, customer=ada, key=str(n), by=None, at=MONDAY).coupon for n in range(2)
    ]
    flows.coupon_used(coupons[0], by=None, at=MONDAY)

    assert hub_view(ada, at=MONDAY).coupons == [coupons[1]]
    # The clock has not come by yet.
    assert hub_view(ada, at=MONDAY + timedelta(days=9)).coupons == []


def test_a_customer_has_a_code_and_a_text_to_share(merchant: Merchant) -> None:
    ada = make_customer(points=100)
    ada.refresh_from_db()
    assert hub_view(ada, at=MONDAY).invitation is None
    promise(merchant, texts={"en": {"share": "Coffee with me?"}})

    invitation = hub_view(ada, at=MONDAY).invitation

    assert invitation is not None
    assert (invitation.code, invitation.texts.share) == (code_of(ada), "Coffee with me?")
    assert invitation.texts.promise.endswith("500 points.")


def test_who_takes_no_part_is_not_asked_to_invite(merchant: Merchant) -> None:
    promise(merchant)

    assert seen(0, state=CustomerState.DISABLED).invitation is None


def test_more_to_see_takes_no_more_statements(merchant: Merchant) -> None:
    ada, bea = make_customer(points=100), make_customer(first_name="Bea", points=2000)
    for n in range(3):
        flows.reward_redeemed(make_reward(points=100), customer=bea, key=str(n), by=None, at=MONDAY)

    with CaptureQueriesContext(connection) as little:
        hub_view(ada, at=MONDAY)
    with CaptureQueriesContext(connection) as much:
        hub_view(bea, at=MONDAY)

    assert len(much) == len(little)
