"""Posting at the same time. Each race has a careless twin, which loses it: so the test can tell."""

from collections.abc import Callable
from threading import Thread

import pytest
from django.db import connection, transaction

from loyalty.customers.models import Customer
from loyalty.points.actions import NotEnoughPoints, Posted, post, postings
from loyalty.points.models import Kind
from tests.points.cast import differences, entries, make_ada, make_posting, sums
from tests.races import at_once, meeting, wait_until_blocking

pytestmark = pytest.mark.django_db(transaction=True)


def test_twenty_posts_with_one_key_are_one_entry() -> None:
    ada = make_ada()

    posted = at_once(lambda _: post(make_posting(ada), merchant_id=ada.merchant_id), times=20)

    assert entries(ada) == [("gift", 100, 100)]
    assert sum(one.is_new for one in posted if isinstance(one, Posted)) == 1
    assert {(one.transaction_id, one.balance_after) for one in posted if isinstance(one, Posted)} == {
        (posted[0].transaction_id, 100)  # type: ignore[union-attr]  # an exception would fail right here
    }
    assert sums(ada)[0] == 100


def test_twenty_posts_are_twenty_where_each_makes_its_own_key() -> None:
    ada = make_ada()

    at_once(lambda n: post(make_posting(ada, key=f"try-{n}"), merchant_id=ada.merchant_id), times=20)

    assert sums(ada)[0] == 2000


def redeem(ada: Customer, number: int, _meet: Callable[..., None]) -> Posted:
    reward = make_posting(ada, key=f"reward-{number}", kind=Kind.REDEEM, points=-100)
    return post(reward, merchant_id=ada.merchant_id)


def redeem_after_a_look(ada: Customer, number: int, meet: Callable[..., None]) -> Posted:
    """The careless twin: it looks at the balance first, when the others have not posted yet."""
    if sums(ada)[0] < 100:
        raise NotEnoughPoints(points=100, balance=0)
    meet()
    reward = make_posting(ada, key=f"reward-{number}", kind=Kind.REDEEM, points=-100)
    return post(reward, merchant_id=ada.merchant_id, may_go_negative=True)


@pytest.mark.parametrize(("redeem_once", "is_careful"), [(redeem, True), (redeem_after_a_look, False)])
def test_of_twenty_redemptions_of_the_whole_balance_one_succeeds(
    redeem_once: Callable[[Customer, int, Callable[..., None]], Posted], is_careful: bool
) -> None:
    ada = make_ada()
    post(make_posting(ada), merchant_id=ada.merchant_id)

    meet = meeting(20)

    results = at_once(lambda number: redeem_once(ada, number, meet), times=20)

    successes = [result for result in results if isinstance(result, Posted)]
    refusals = [result for result in results if isinstance(result, NotEnoughPoints)]
    assert len(successes) + len(refusals) == 20
    assert (len(successes) == 1) is is_careful
    assert (sums(ada)[0] == 0) is is_careful


@pytest.mark.parametrize(
    ("statement", "wrong"),
    [
        (postings.POST, []),
        (
            postings.POST.replace("FOR NO KEY UPDATE", ""),
            ["balance is 5, the ledger says 15", "balance_after is 5, the ledger says 15"],
        ),
    ],
    ids=["locked", "not locked"],
)
def test_a_post_that_waited_for_another_counts_from_where_it_ended(
    statement: str, wrong: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postings, "POST", statement)
    ada = make_ada()

    def post_five() -> None:
        post(make_posting(ada, key="second", points=5), merchant_id=ada.merchant_id)
        connection.close()

    second = Thread(target=post_five)
    with transaction.atomic():
        post(make_posting(ada, key="first", points=10), merchant_id=ada.merchant_id)
        second.start()
        wait_until_blocking()
    second.join()

    assert differences() == wrong


def test_many_posts_to_one_account_keep_its_chain() -> None:
    ada = make_ada()

    def post_ten(number: int) -> None:
        for step in range(10):
            given = make_posting(ada, key=f"{number}-{step}", points=(-1) ** step * (number + 1))
            post(given, merchant_id=ada.merchant_id, may_go_negative=True)

    results = at_once(post_ten, times=8)

    assert results == [None] * 8
    assert len(entries(ada)) == 80
    assert sums(ada)[0] == 0
    assert differences() == []


def test_twenty_first_posts_open_one_account() -> None:
    ada = make_ada()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM points_pointsaccount")

    at_once(lambda n: post(make_posting(ada, key=f"gift-{n}"), merchant_id=ada.merchant_id), times=20)

    assert sums(ada) == (2000, 0, 0)
    assert differences() == []
