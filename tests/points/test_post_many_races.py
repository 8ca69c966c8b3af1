"""Batches over the same accounts at the same time."""

from collections.abc import Callable
from random import Random
from threading import Thread

import pytest
from django.db import OperationalError, connection, transaction

from loyalty.customers.models import Customer
from loyalty.points.actions import Posting, batches, post, post_many, statements
from tests.cast import make_customer, make_merchant
from tests.points.cast import differences, entries, make_ada, make_posting, sums
from tests.races import at_once, meeting, wait_until_blocking

pytestmark = pytest.mark.django_db(transaction=True)


def post_in_the_order_given(meet: Callable[..., None]) -> Callable[..., None]:
    """The careless twin: it locks one account after the other as they come, when everybody has one."""

    def write(postings: list[Posting], *, merchant_id: int) -> None:
        with transaction.atomic():
            for posting in postings:
                post(posting, merchant_id=merchant_id)
                meet()

    return write


@pytest.mark.parametrize(
    ("write", "writers", "deadlocks"),
    [(post_many, 4, False), (post_in_the_order_given(meeting(2)), 2, True)],
    ids=["in order", "in the order given"],
)
def test_writers_over_the_same_accounts_never_deadlock(
    write: Callable[..., object], writers: int, deadlocks: bool
) -> None:
    merchant = make_merchant()
    shoppers = [make_customer(merchant, first_name=f"Shopper{n}") for n in range(30)]

    def write_batches(number: int) -> None:
        for batch in range(3):
            order = Random(number * 10 + batch).sample(shoppers, len(shoppers))
            given = [make_posting(shopper, key=f"{number}-{batch}") for shopper in order]
            write(given, merchant_id=merchant.pk)

    results = at_once(write_batches, times=writers)

    assert any(isinstance(result, OperationalError) for result in results) is deadlocks
    assert differences() == []
    if not deadlocks:
        assert [sums(shopper)[0] for shopper in shoppers] == [1200] * 30


@pytest.mark.parametrize(
    ("lock", "wrong"),
    [(statements.LOCK, []), ("SELECT 2, false", ["balance_after is 100, the ledger says 110"])],
    ids=["locked", "not locked"],
)
def test_a_batch_that_waited_counts_from_where_the_other_ended(
    lock: str, wrong: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "LOCK", lock)
    ada = make_ada()
    bea = make_customer(ada.merchant, first_name="Bea")

    def post_batch() -> None:
        post_many([make_posting(ada, key="second"), make_posting(bea)], merchant_id=ada.merchant_id)
        connection.close()

    batch = Thread(target=post_batch)
    with transaction.atomic():
        post(make_posting(ada, key="first", points=10), merchant_id=ada.merchant_id)
        batch.start()
        wait_until_blocking()
    batch.join()

    assert differences() == wrong


def test_one_batch_posted_by_eight_is_posted_once() -> None:
    merchant = make_merchant()
    shoppers = [make_customer(merchant, first_name=f"Shopper{n}") for n in range(10)]
    batch = [make_posting(shopper, key=f"{n}") for shopper in shoppers for n in range(5)]

    results = at_once(lambda _: post_many(batch, merchant_id=merchant.pk), times=8)

    assert sorted(results) == [0] * 7 + [50]  # type: ignore[type-var]  # an exception would fail right here
    assert differences() == []


def test_batches_and_single_posts_share_an_account() -> None:
    ada = make_ada()
    bea = make_customer(ada.merchant, first_name="Bea")

    def write(number: int) -> None:
        for step in range(5):
            key = f"{number}-{step}"
            if number % 2:
                post(make_posting(ada, key=key), merchant_id=ada.merchant_id)
            else:
                post_many(
                    [make_posting(bea, key=key), make_posting(ada, key=key)], merchant_id=ada.merchant_id
                )

    assert at_once(write, times=8) == [None] * 8

    assert len(entries(ada)) == 40
    assert (sums(ada)[0], sums(bea)[0]) == (4000, 2000)
    assert differences() == []


def test_first_batches_open_the_same_accounts() -> None:
    merchant = make_merchant()
    shoppers = [make_customer(merchant, first_name=f"Shopper{n}") for n in range(20)]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM points_pointsaccount")

    def write(number: int) -> int:
        order: list[Customer] = Random(number).sample(shoppers, len(shoppers))
        return post_many(
            [make_posting(shopper, key=f"{number}") for shopper in order], merchant_id=merchant.pk
        )

    assert at_once(write, times=4) == [20] * 4

    assert {sums(shopper)[0] for shopper in shoppers} == {400}
