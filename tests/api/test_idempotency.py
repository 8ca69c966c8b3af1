"""What is sent twice under one Idempotency-Key is done once, and answered alike."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils.timezone import now
from django_scopes import scope

from loyalty.api.actions import forget_answers
from loyalty.api.models import Answer as KeptAnswer
from loyalty.api.views.resource import Resource
from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.points.models import PointsTransaction
from loyalty.points.queries import balance_of
from tests.api.cast import Answer, Caller, make_key
from tests.api.contract import assert_refused
from tests.cast import make_customer, make_merchant, make_user

CROWD = 8


def gift(customer: Customer, points: int = 5) -> dict[str, Any]:
    """What gives points."""
    return {"points_transaction": {"customer_id": customer.pk, "points_change": points}}


def balance(customer: Customer) -> int:
    """What they have."""
    with scope(merchant=customer.merchant):
        return balance_of(customer)


def test_the_same_again_is_answered_alike_and_done_once(merchant: Merchant, caller: Caller) -> None:
    ada = make_customer(merchant)

    first = caller.post("points_transactions", gift(ada), Idempotency_Key="one")
    again = caller.post("points_transactions", gift(ada), Idempotency_Key="one")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert balance(ada) == 5


def test_without_a_key_twice_is_twice(merchant: Merchant, caller: Caller) -> None:
    ada = make_customer(merchant)

    for _number in range(2):
        caller.post("points_transactions", gift(ada))

    assert balance(ada) == 10


def test_spelling_and_order_make_no_other_request(merchant: Merchant, caller: Caller) -> None:
    ada = make_customer(merchant)
    spelled = json.dumps(gift(ada)["points_transaction"], indent=4, sort_keys=True)

    first = caller.post("points_transactions", gift(ada), Idempotency_Key="one")
    again = caller.send(
        "POST", "points_transactions", f'{{"points_transaction": {spelled}}}', Idempotency_Key="one"
    )

    assert again.content == first.content


def test_the_key_of_another_request_is_refused(merchant: Merchant, caller: Caller) -> None:
    ada = make_customer(merchant)
    caller.post("points_transactions", gift(ada), Idempotency_Key="one")

    other = caller.post("points_transactions", gift(ada, 6), Idempotency_Key="one")

    assert_refused(other, 422)
    assert balance(ada) == 5


def test_the_key_of_another_key_of_the_merchant_is_the_same(merchant: Merchant, caller: Caller) -> None:
    ada = make_customer(merchant)
    renewed = Caller(merchant, secret=make_key(merchant, name="Renewed")[1])

    first = caller.post("points_transactions", gift(ada), Idempotency_Key="one")
    again = renewed.post("points_transactions", gift(ada), Idempotency_Key="one")

    assert again.content == first.content


def test_merchants_do_not_share_keys(merchant: Merchant, caller: Caller) -> None:
    theirs = make_merchant(owner=make_user("Stranger"), name="Somebody else's")
    ada, bo = make_customer(merchant), make_customer(theirs, first_name="Bo")

    caller.post("points_transactions", gift(ada), Idempotency_Key="one")
    other = Caller(theirs).post("points_transactions", gift(bo), Idempotency_Key="one")

    assert other.status_code == 201
    assert balance(bo) == 5


def test_what_was_refused_may_be_tried_again(merchant: Merchant, caller: Caller) -> None:
    ada = make_customer(merchant)
    refused = caller.post("points_transactions", gift(ada, -5), Idempotency_Key="one")
    caller.post("points_transactions", gift(ada))

    again = caller.post("points_transactions", gift(ada, -5), Idempotency_Key="one")

    assert (refused.status_code, again.status_code) == (422, 201)
    assert balance(ada) == 0


@pytest.mark.parametrize("key", ["", "x" * 256, "é", "a\tb"])
def test_a_key_that_is_none_is_refused(key: str, merchant: Merchant, caller: Caller) -> None:
    assert_refused(
        caller.post("points_transactions", gift(make_customer(merchant)), Idempotency_Key=key), 400
    )


def test_a_crash_before_the_answer_is_sent_loses_nothing(
    merchant: Merchant, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = make_customer(merchant)
    sent = gift(ada)

    def killed(*_args: object, **_terms: object) -> Answer:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        # After the commit and before the answer: nobody hears of what was done.
        cut.setattr(Resource, "_tagged", killed)
        with pytest.raises(KeyboardInterrupt):
            caller.post("points_transactions", sent, Idempotency_Key="one")
    again = caller.post("points_transactions", sent, Idempotency_Key="one")

    assert again["Idempotent-Replayed"] == "true"
    assert again.json()["points_transaction"]["points_change"] == 5
    assert balance(ada) == 5


def test_a_crash_before_the_commit_leaves_no_trace(
    merchant: Merchant, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = make_customer(merchant)

    def killed(*_args: object, **_terms: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr("loyalty.api.views.resource.keep_answer", killed)
        with pytest.raises(KeyboardInterrupt):
            caller.post("points_transactions", gift(ada), Idempotency_Key="one")
    assert balance(ada) == 0
    again = caller.post("points_transactions", gift(ada), Idempotency_Key="one")

    assert "Idempotent-Replayed" not in again
    assert balance(ada) == 5


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_does_it() -> None:
    merchant = make_merchant()
    ada, caller = make_customer(merchant), Caller(merchant)

    answers = crowd(caller, gift(ada), Idempotency_Key="one")

    statuses = {answer.status_code for answer in answers}
    assert 201 in statuses <= {201, 409}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    assert all(answer["Retry-After"] for answer in answers if answer.status_code == 409)
    assert balance(ada) == 5


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_without_a_key_all_do_it() -> None:
    merchant = make_merchant()
    ada, caller = make_customer(merchant), Caller(merchant)

    answers = crowd(caller, gift(ada))

    assert {answer.status_code for answer in answers} == {201}
    assert balance(ada) == 5 * CROWD


@pytest.mark.django_db(transaction=True)
def test_whoever_asks_while_it_is_done_is_told_so_at_once() -> None:
    merchant = make_merchant()
    ada, caller = make_customer(merchant), Caller(merchant)
    locked = f"SELECT pg_advisory_lock(hashtextextended('{merchant.pk} api one', 0))"

    with connection.cursor() as cursor:
        cursor.execute(locked)
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(_post, caller, gift(ada), Idempotency_Key="one").result()
        cursor.execute(locked.replace("_lock", "_unlock"))

    assert_refused(answer, 409)
    assert balance(ada) == 0


def test_answers_are_forgotten_after_a_day(merchant: Merchant, caller: Caller) -> None:
    ada = make_customer(merchant)
    caller.post("points_transactions", gift(ada), Idempotency_Key="one")

    early = forget_answers(at=now() + timedelta(hours=23))
    late = forget_answers(at=now() + timedelta(hours=25))
    again = caller.post("points_transactions", gift(ada), Idempotency_Key="one")

    assert (early, late) == (0, 1)
    assert "Idempotent-Replayed" not in again
    with scope(merchant=merchant):
        assert PointsTransaction.objects.count() == 2
        assert KeptAnswer.objects.count() == 1


def crowd(caller: Caller, sent: dict[str, Any], **headers: str) -> list[Answer]:
    """The answers to the same request, sent by many at the same moment."""
    ready = Barrier(CROWD)

    def one() -> Answer:
        ready.wait(timeout=60)
        return _post(caller, sent, **headers)

    with ThreadPoolExecutor(CROWD) as pool:
        return [asked.result() for asked in [pool.submit(one) for _number in range(CROWD)]]


def _post(caller: Caller, sent: dict[str, Any], **headers: str) -> Answer:
    try:
        return caller.post("points_transactions", sent, **headers)
    finally:
        connection.close()
