"""Posting one change."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled

from loyalty.errors import Refused
from loyalty.points.actions import (
    InvalidPoints,
    KeyReused,
    NegativeBalance,
    NotEnoughPoints,
    Posted,
    UnknownCustomer,
    post,
)
from loyalty.points.models import EARNING, Kind, PointsAccount, PointsTransaction
from tests.cast import MONDAY, make_colleague, make_customer, make_merchant, make_user
from tests.points.cast import differences, entries, make_ada, make_posting, sums

pytestmark = pytest.mark.django_db


def test_post_writes_everything_that_was_given() -> None:
    ada = make_ada()
    sam = make_colleague(ada.merchant)
    given = make_posting(
        ada,
        points=120,
        pending=-120,
        kind=Kind.EARN_ORDER,
        internal_note="Sam looked at it",
        source="order",
        source_id=2**40,
        actor_id=sam.pk,
        occurred_at=MONDAY - timedelta(days=2),
    )

    posted = post(given, merchant_id=ada.merchant_id)

    with scope(merchant=ada.merchant):
        stored: dict[str, Any] = dict(PointsTransaction.objects.values().get(customer=ada))
    created_at = stored.pop("created_at")
    assert stored == asdict(given) | {
        "id": posted.transaction_id,
        "merchant_id": ada.merchant_id,
        "balance_after": 120,
    }
    assert created_at > MONDAY
    assert sums(ada) == (120, -120, 120)


def test_post_twice_with_one_key_writes_one_entry() -> None:
    ada = make_ada()

    first = post(make_posting(ada), merchant_id=ada.merchant_id)
    post(make_posting(ada, key="another"), merchant_id=ada.merchant_id)
    second = post(make_posting(ada), merchant_id=ada.merchant_id)

    assert first == Posted(first.transaction_id, points=100, balance_after=100, is_new=True)
    assert second == Posted(first.transaction_id, points=100, balance_after=100, is_new=False)
    assert entries(ada) == [("gift", 100, 100), ("another", 100, 200)]


def test_post_of_a_debit_twice_is_once_although_the_second_could_not_be_paid() -> None:
    ada = make_ada()
    post(make_posting(ada), merchant_id=ada.merchant_id)
    debit = make_posting(ada, key="reward", kind=Kind.REDEEM, points=-100)

    first = post(debit, merchant_id=ada.merchant_id)
    second = post(debit, merchant_id=ada.merchant_id)

    assert (first.is_new, second.is_new) == (True, False)
    assert sums(ada)[0] == 0


@pytest.mark.parametrize("terms", [{"points": 101}, {"pending": 1}, {"kind": Kind.IMPORT}])
def test_post_refuses_a_key_that_stands_for_something_else(terms: dict[str, Any]) -> None:
    ada = make_ada()
    post(make_posting(ada), merchant_id=ada.merchant_id)

    with pytest.raises(KeyReused):
        post(make_posting(ada, **terms), merchant_id=ada.merchant_id)

    assert entries(ada) == [("gift", 100, 100)]


def test_keys_are_separate_for_each_customer() -> None:
    ada = make_ada()
    bea = make_customer(ada.merchant, first_name="Bea")

    posted = [post(make_posting(customer), merchant_id=ada.merchant_id) for customer in (ada, bea)]

    assert [one.is_new for one in posted] == [True, True]


def test_post_opens_an_account_that_is_missing() -> None:
    ada = make_ada()
    with scope(merchant=ada.merchant):
        PointsAccount.objects.filter(customer=ada).delete()

    posted = post(make_posting(ada), merchant_id=ada.merchant_id)

    assert posted.balance_after == 100
    assert sums(ada) == (100, 0, 0)


def test_post_is_one_statement() -> None:
    ada = make_ada()

    with CaptureQueriesContext(connection) as queries:
        post(make_posting(ada), merchant_id=ada.merchant_id)

    assert len(queries) == 1


@pytest.mark.parametrize("kind", Kind)
def test_lifetime_points_move_with_what_was_earned_only(kind: Kind) -> None:
    ada = make_ada()

    post(make_posting(ada, kind=kind), merchant_id=ada.merchant_id)
    post(make_posting(ada, kind=kind, key="less", points=-30), merchant_id=ada.merchant_id)

    assert sums(ada) == (70, 0, 70 if kind in EARNING else 0)


def test_pending_points_alone_leave_the_balance() -> None:
    ada = make_ada()

    held = make_posting(ada, kind=Kind.PENDING, points=0, pending=40)
    posted = post(held, merchant_id=ada.merchant_id)

    assert posted.balance_after == 0
    assert sums(ada) == (0, 40, 0)


@pytest.mark.parametrize(
    ("kind", "refusal", "code"),
    [
        (Kind.REDEEM, NotEnoughPoints, "insufficient_points"),
        (Kind.ADJUST, NegativeBalance, "negative_balance"),
    ],
)
def test_a_debit_below_zero_is_refused_and_leaves_nothing(
    kind: Kind, refusal: type[Refused], code: str
) -> None:
    ada = make_ada()
    post(make_posting(ada), merchant_id=ada.merchant_id)

    with pytest.raises(refusal) as refused:
        post(make_posting(ada, key="too-much", kind=kind, points=-101), merchant_id=ada.merchant_id)

    assert refused.value.code == code
    assert "100" in str(refused.value)
    assert entries(ada) == [("gift", 100, 100)]
    assert sums(ada) == (100, 0, 0)


def test_a_refused_debit_can_be_posted_with_the_same_key_later() -> None:
    ada = make_ada()
    debit = make_posting(ada, key="reward", kind=Kind.REDEEM, points=-100)
    with pytest.raises(NotEnoughPoints):
        post(debit, merchant_id=ada.merchant_id)
    post(make_posting(ada), merchant_id=ada.merchant_id)

    assert post(debit, merchant_id=ada.merchant_id).is_new


def test_a_debit_may_end_below_zero_where_that_is_said_and_credits_fill_the_hole() -> None:
    ada = make_ada()

    debt = make_posting(ada, key="refund", kind=Kind.EARN_ADJUST, points=-150)
    post(debt, merchant_id=ada.merchant_id, may_go_negative=True)
    post(make_posting(ada), merchant_id=ada.merchant_id)

    assert entries(ada) == [("refund", -150, -150), ("gift", 100, -50)]
    assert sums(ada) == (-50, 0, -150)
    with pytest.raises(NotEnoughPoints):
        post(make_posting(ada, key="reward", kind=Kind.REDEEM, points=-1), merchant_id=ada.merchant_id)


@pytest.mark.parametrize("points", [0, True, 1.0, "100", None, 10**9 + 1, -(10**9) - 1])
def test_points_that_are_no_sensible_whole_number_are_refused(points: Any) -> None:
    ada = make_ada()

    with pytest.raises(InvalidPoints):
        post(make_posting(ada, points=points), merchant_id=ada.merchant_id)

    assert entries(ada) == []


def test_the_largest_posting_is_posted() -> None:
    ada = make_ada()

    assert post(make_posting(ada, points=10**9), merchant_id=ada.merchant_id).balance_after == 10**9


def test_another_merchants_customer_gets_nothing() -> None:
    ada = make_ada()
    strangers = make_merchant(owner=make_user("Stranger"))
    post(make_posting(ada), merchant_id=ada.merchant_id)

    with pytest.raises(UnknownCustomer):
        post(make_posting(ada, key="theirs"), merchant_id=strangers.pk)

    with scopes_disabled():
        assert PointsTransaction.objects.count() == 1


def test_a_customer_who_does_not_exist_gets_nothing() -> None:
    ada = make_ada()

    with pytest.raises(UnknownCustomer):
        post(make_posting(ada, customer_id=ada.pk + 1), merchant_id=ada.merchant_id)


def test_text_comes_back_as_it_was() -> None:
    ada = make_ada()
    odd = "100 %s '; DROP TABLE points; -- {} \\ \" å 🎁"

    post(make_posting(ada, description=odd, internal_note=odd), merchant_id=ada.merchant_id)

    with scope(merchant=ada.merchant):
        stored = PointsTransaction.objects.get(customer=ada)
    assert (stored.description, stored.internal_note) == (odd, odd)
    assert differences() == []
