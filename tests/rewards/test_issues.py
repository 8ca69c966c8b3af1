from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from loyalty.merchants.models import Merchant
from loyalty.points.actions import KeyReused
from loyalty.points.queries import balance_of
from loyalty.rewards.actions import (
    Grant,
    NeedsPoints,
    RewardTerms,
    issue_coupon,
    issue_coupons,
    issues,
    revise_reward,
)
from loyalty.rewards.models import Cause, Coupon, CouponState, Exchange, Fulfillment, IssuedBy, RewardType
from tests.cast import MONDAY, make_customer, make_merchant, make_reward


def test_a_coupon_that_is_given_costs_nothing_and_promises_what_the_reward_says(merchant: Merchant) -> None:
    texts = {"en": {"instructions": "Show it at the till."}}
    reward = make_reward(name="€5 off", min_order_cents=20_00, categories=["Oil"], texts=texts, prefix="OIL")
    ada = make_customer(points=10)

    coupon, is_new = issue_coupon(reward, customer=ada, cause=Cause.TIER, key="gold", at=MONDAY)

    assert is_new
    assert Coupon.objects.get() == coupon
    assert (coupon.state, coupon.fulfillment, coupon.cause) == (
        CouponState.ISSUED,
        Fulfillment.ISSUED,
        Cause.TIER,
    )
    assert (coupon.name, coupon.type, coupon.value_cents, coupon.currency) == (
        "€5 off",
        RewardType.AMOUNT_OFF,
        5_00,
        "EUR",
    )
    assert (coupon.min_order_cents, coupon.points, coupon.entry_id) == (20_00, 0, None)
    assert coupon.terms == {
        "icon": "gift",
        "texts": texts,
        "products": [],
        "categories": ["Oil"],
        "store_ids": [],
        "currencies": [],
    }
    assert str(coupon.code).startswith("OIL-")
    assert (coupon.issued_at, coupon.last_day, coupon.expires_at) == (MONDAY, None, None)
    assert balance_of(ada) == 10


def test_the_same_key_twice_is_one_coupon(merchant: Merchant) -> None:
    reward, ada = make_reward(), make_customer()

    first = issue_coupon(reward, customer=ada, cause=Cause.TIER, key="gold", at=MONDAY)
    second = issue_coupon(reward, customer=ada, cause=Cause.TIER, key="gold", at=MONDAY)

    assert (first.is_new, second.is_new) == (True, False)
    assert first.coupon == second.coupon == Coupon.objects.get()


def test_a_key_that_gave_another_reward_is_refused(merchant: Merchant) -> None:
    ada = make_customer()
    issue_coupon(make_reward(), customer=ada, cause=Cause.TIER, key="gold", at=MONDAY)

    with pytest.raises(KeyReused):
        issue_coupon(make_reward(), customer=ada, cause=Cause.TIER, key="gold", at=MONDAY)


def test_a_coupon_counts_to_the_end_of_its_last_local_day(db: None) -> None:
    new_york = make_merchant(timezone="America/New_York")
    reward, ada = make_reward(new_york, expires_days=10), make_customer(new_york)
    # Still 1 March in New York, a week before the clocks there change.
    at = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)

    with scope(merchant=new_york):
        coupon = issue_coupon(reward, customer=ada, cause=Cause.GIFT, key="a", at=at).coupon

    assert coupon.last_day == date(2026, 3, 11)
    assert coupon.expires_at == datetime(2026, 3, 12, 4, 0, tzinfo=UTC)


def test_an_edit_leaves_issued_coupons_alone(merchant: Merchant) -> None:
    reward, ada = make_reward(name="Five"), make_customer()
    coupon = issue_coupon(reward, customer=ada, cause=Cause.GIFT, key="a", at=MONDAY).coupon

    revise_reward(
        reward, terms=RewardTerms(RewardType.PERCENTAGE_OFF, "Tenth", points=9, percent=10), at=MONDAY
    )

    coupon.refresh_from_db()
    assert (coupon.name, coupon.value_cents, coupon.percent) == ("Five", 5_00, None)
    assert (reward.name, reward.value_cents, reward.percent, reward.revision) == ("Tenth", None, 10, 2)


def test_a_code_that_the_shop_makes_is_awaited(merchant: Merchant) -> None:
    reward = make_reward(issued_by=IssuedBy.SHOP)

    coupon = issue_coupon(reward, customer=make_customer(), cause=Cause.GIFT, key="a", at=MONDAY).coupon

    assert (coupon.code, coupon.fulfillment) == (None, Fulfillment.PENDING)


def test_what_is_worth_the_points_spent_cannot_be_given(merchant: Merchant) -> None:
    slider = make_reward(exchange=Exchange.VARIABLE, step=100, step_value_cents=1_00, points_min=100)

    with pytest.raises(NeedsPoints):
        issue_coupon(slider, customer=make_customer(), cause=Cause.GIFT, key="a", at=MONDAY)


def test_many_coupons_take_as_many_statements_as_one(merchant: Merchant) -> None:
    reward = make_reward()
    customers = [make_customer(first_name=name) for name in ("Ada", "Bea", "Cleo")]

    with CaptureQueriesContext(
        connection,
    ) as one:
        issue_coupons(reward, [Grant(customers[0].pk, "gold")], cause=Cause.TIER, at=MONDAY)
    with CaptureQueriesContext(connection) as three:
        new = issue_coupons(
            reward, [Grant(each.pk, "silver") for each in customers], cause=Cause.TIER, at=MONDAY
        )

    assert len(one) == len(three) == 1
    assert [coupon.customer_id for coupon in new] == [each.pk for each in customers]
    assert len(set(Coupon.objects.values_list("code", flat=True))) == 4


def test_of_many_only_those_with_new_keys_are_issued(merchant: Merchant) -> None:
    reward, ada, bea = make_reward(), make_customer(), make_customer(first_name="Bea")
    issue_coupon(reward, customer=ada, cause=Cause.TIER, key="gold", at=MONDAY)

    grants = [Grant(ada.pk, "gold"), Grant(bea.pk, "gold")]
    new = issue_coupons(reward, grants, cause=Cause.TIER, at=MONDAY)

    assert [coupon.customer_id for coupon in new] == [bea.pk]


def test_a_code_that_is_taken_is_made_anew(merchant: Merchant, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = iter(["TAKEN", "TAKEN", "FREE"])
    monkeypatch.setattr(issues, "make_code", lambda prefix: next(codes))
    reward, ada = make_reward(), make_customer()

    for key in ("first", "second"):
        issue_coupon(reward, customer=ada, cause=Cause.GIFT, key=key, at=MONDAY)

    assert list(Coupon.objects.order_by("id").values_list("code", flat=True)) == ["TAKEN", "FREE"]
