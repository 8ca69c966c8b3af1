"""Posting many changes at once."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled

from loyalty.points.actions import InvalidPoints, KeyReused, UnknownCustomer, batches, post, post_many
from loyalty.points.models import Kind, PointsAccount, PointsTransaction
from tests.cast import make_customer, make_merchant, make_user
from tests.points.cast import differences, entries, make_ada, make_posting, sums

pytestmark = pytest.mark.django_db


def test_post_many_writes_what_post_would() -> None:
    ada = make_ada()
    bea = make_customer(ada.merchant, first_name="Bea")
    order = {"kind": Kind.EARN_ORDER, "source": "order", "source_id": 7, "internal_note": 'a "note", {so} \\'}
    batch = [
        make_posting(ada, key="o1", points=50, **order),
        make_posting(bea, key="o2", points=2**30 // 2, pending=-3, **order),
        make_posting(ada, key="o3", points=-80, **order, description="Återbetald"),
    ]

    new = post_many(batch, merchant_id=ada.merchant_id)

    assert new == 3
    assert entries(ada) == [("o1", 50, 50), ("o3", -80, -30)]
    assert sums(ada) == (-30, 0, -30)
    assert sums(bea) == (2**30 // 2, -3, 2**30 // 2)
    with scope(merchant=ada.merchant):
        stored = PointsTransaction.objects.get(key="o3")
    assert (stored.description, stored.internal_note) == ("Återbetald", 'a "note", {so} \\')
    assert (stored.source, stored.source_id, stored.actor_id) == ("order", 7, None)
    assert stored.occurred_at == batch[2].occurred_at
    assert differences() == []


def test_post_many_again_writes_only_what_is_new() -> None:
    ada = make_ada()
    post(make_posting(ada, key="known"), merchant_id=ada.merchant_id)
    batch = [make_posting(ada, key=key) for key in ("new", "known", "new", "newer")]

    first = post_many(batch, merchant_id=ada.merchant_id)
    second = post_many(batch, merchant_id=ada.merchant_id)

    assert (first, second) == (2, 0)
    assert entries(ada) == [("known", 100, 100), ("new", 100, 200), ("newer", 100, 300)]
    assert differences() == []


def test_entries_of_one_customer_stand_in_the_order_given() -> None:
    ada = make_ada()
    batch = [make_posting(ada, key=f"{n}", points=n + 1) for n in reversed(range(5))]

    post_many(batch, merchant_id=ada.merchant_id)

    assert entries(ada) == [("4", 5, 5), ("3", 4, 9), ("2", 3, 12), ("1", 2, 14), ("0", 1, 15)]


def test_more_than_one_statement_takes_go_on_where_the_first_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "CHUNK", 3)
    ada = make_ada()
    batch = [make_posting(ada, key=f"{n}") for n in range(8)]

    assert post_many(batch, merchant_id=ada.merchant_id) == 8

    assert entries(ada)[-1] == ("7", 100, 800)
    assert differences() == []


def test_post_many_opens_accounts_that_are_missing() -> None:
    ada = make_ada()
    bea = make_customer(ada.merchant, first_name="Bea")
    with scope(merchant=ada.merchant):
        PointsAccount.objects.filter(customer=bea).delete()

    post_many([make_posting(bea), make_posting(ada)], merchant_id=ada.merchant_id)

    assert (sums(ada)[0], sums(bea)[0]) == (100, 100)


def test_post_many_of_nothing_does_nothing() -> None:
    with CaptureQueriesContext(connection) as queries:
        assert post_many([], merchant_id=1) == 0

    assert len(queries) == 0


def test_post_many_of_one_is_one_statement() -> None:
    ada = make_ada()
    debit = make_posting(ada, points=-100)

    with CaptureQueriesContext(connection) as queries:
        assert post_many([debit, debit], merchant_id=ada.merchant_id) == 1

    assert len(queries) == 1
    assert sums(ada)[0] == -100


@pytest.mark.parametrize("customers", [2, 5])
def test_post_many_is_a_fixed_number_of_statements(customers: int) -> None:
    ada = make_ada()
    shoppers = [make_customer(ada.merchant, first_name=f"Shopper{n}") for n in range(customers)]

    with CaptureQueriesContext(connection) as queries:
        post_many([make_posting(shopper) for shopper in shoppers], merchant_id=ada.merchant_id)

    assert len(queries) == 2


def test_one_bad_posting_stops_them_all() -> None:
    ada = make_ada()

    with pytest.raises(InvalidPoints):
        post_many([make_posting(ada), make_posting(ada, key="none", points=0)], merchant_id=ada.merchant_id)

    assert entries(ada) == []


@pytest.mark.parametrize("terms", [{"points": 7}, {"pending": 7}, {"kind": Kind.IMPORT}])
def test_a_key_that_stands_for_something_else_stops_them_all(terms: dict[str, Any]) -> None:
    ada = make_ada()
    known = make_posting(ada, key="known")
    post(known, merchant_id=ada.merchant_id)

    with pytest.raises(KeyReused), transaction.atomic():
        post_many([make_posting(ada), replace(known, **terms)], merchant_id=ada.merchant_id)
    with pytest.raises(KeyReused):
        post_many([make_posting(ada), make_posting(ada, **terms)], merchant_id=ada.merchant_id)

    assert entries(ada) == [("known", 100, 100)]


def test_another_merchants_customer_stops_them_all() -> None:
    ada = make_ada()
    theirs = make_customer(make_merchant(owner=make_user("Stranger")), first_name="Theirs")

    with pytest.raises(UnknownCustomer), transaction.atomic():
        post_many([make_posting(ada), make_posting(theirs)], merchant_id=ada.merchant_id)

    with scopes_disabled():
        assert PointsTransaction.objects.count() == 0
