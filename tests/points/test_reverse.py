"""Taking back what was posted."""

from datetime import timedelta

import pytest
from django_scopes import scope

from loyalty.customers.models import Customer
from loyalty.points.actions import Posting, post, reverse
from loyalty.points.models import Kind, PointsTransaction
from tests.cast import MONDAY, make_colleague
from tests.points.cast import differences, entries, make_ada, make_posting, sums

pytestmark = pytest.mark.django_db

TUESDAY = MONDAY + timedelta(days=1)


def make_entry(customer: Customer, posting: Posting) -> PointsTransaction:
    posted = post(posting, merchant_id=customer.merchant_id, may_go_negative=True)
    with scope(merchant=customer.merchant):
        return PointsTransaction.objects.get(pk=posted.transaction_id)


def test_reverse_posts_the_opposite_and_names_the_entry() -> None:
    ada = make_ada()
    sam = make_colleague(ada.merchant)
    entry = make_entry(ada, make_posting(ada, kind=Kind.EARN_ORDER, pending=20))

    reversed_ = reverse(entry, key="undo", at=TUESDAY, actor_id=sam.pk, internal_note="Wrong order")

    with scope(merchant=ada.merchant):
        stored = dict(PointsTransaction.objects.values().get(pk=reversed_.transaction_id))
    del stored["created_at"]
    assert stored == {
        "id": reversed_.transaction_id,
        "merchant_id": ada.merchant_id,
        "customer_id": ada.pk,
        "key": "undo",
        "kind": Kind.REVERSE,
        "points": -100,
        "pending": -20,
        "lapsed": 0,
        "balance_after": 0,
        "description": "Reversed: A gift",
        "internal_note": "Wrong order",
        "source": "reversal",
        "source_id": entry.pk,
        "actor_id": sam.pk,
        "occurred_at": TUESDAY,
    }
    assert sums(ada) == (0, 0, 0)


def test_reverse_twice_with_one_key_is_once() -> None:
    ada = make_ada()
    entry = make_entry(ada, make_posting(ada))

    results = [reverse(entry, key="undo", at=TUESDAY, description="A mistake") for _ in range(2)]

    assert [result.is_new for result in results] == [True, False]
    assert entries(ada) == [("gift", 100, 100), ("undo", -100, 0)]


def test_reverse_may_end_below_zero() -> None:
    ada = make_ada()
    entry = make_entry(ada, make_posting(ada))
    post(make_posting(ada, key="reward", kind=Kind.REDEEM, points=-60), merchant_id=ada.merchant_id)

    assert reverse(entry, key="undo", at=TUESDAY).balance_after == -60


def test_the_description_of_a_reversal_fits_its_column() -> None:
    ada = make_ada()
    entry = make_entry(ada, make_posting(ada, description="x" * 200))

    assert reverse(entry, key="undo", at=TUESDAY).is_new


@pytest.mark.parametrize("kind", Kind)
def test_whatever_is_reversed_all_sums_are_as_before(kind: Kind) -> None:
    ada = make_ada()
    post(make_posting(ada, key="before", kind=Kind.EARN_ORDER), merchant_id=ada.merchant_id)
    entry = make_entry(ada, make_posting(ada, kind=kind, points=-30, pending=5))

    reverse(entry, key="undo", at=TUESDAY)

    assert sums(ada) == (100, 0, 100)
    assert differences() == []
