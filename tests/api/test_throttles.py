"""Nobody asks more often than they may, however many of them ask at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import monotonic, sleep

import pytest
from django.db import connection
from django.utils.timezone import now
from django_scopes import scope

from loyalty.api.models import Bucket
from loyalty.api.throttles import Taken, take, take_by_key
from loyalty.merchants.actions import revoke_key
from tests.api.cast import Caller, make_key
from tests.cast import make_merchant
from tests.races import meeting

LIMIT = 10
CROWD = 40


def test_there_is_room_again_a_second_later(db: None) -> None:
    first = [take("key:1", limit=2) for _number in range(3)]
    sleep(1.01)
    later = take("key:1", limit=2)

    assert first == [Taken(True, 1), Taken(True, 0), Taken(False, 0)]
    assert later == Taken(True, 1)


def test_callers_do_not_count_for_each_other(db: None) -> None:
    assert take("key:1", limit=1).is_allowed
    assert take("key:2", limit=1).is_allowed
    assert not take("key:1", limit=1).is_allowed


def test_a_key_counts_with_itself_however_it_is_taken(db: None) -> None:
    key, secret = make_key(make_merchant())

    first = take_by_key(secret, limit=2, at=now())
    second = take(f"key:{key.pk}", limit=2)
    third = take_by_key(secret, limit=2, at=now())

    assert (first, second, third) == ((key, Taken(True, 1)), Taken(True, 0), (key, Taken(False, 0)))


def test_a_key_that_opens_nothing_counts_for_nobody(db: None) -> None:
    key, secret = make_key(make_merchant())
    with scope(merchant=key.merchant):
        revoke_key(key, at=now())

    assert take_by_key(secret, limit=2, at=now()) is None
    assert not Bucket.objects.exists()


def test_a_request_counts_once_and_a_refused_one_as_well(db: None) -> None:
    key, secret = make_key(make_merchant(), "order:read")
    caller = Caller(key.merchant, secret=secret)

    answers = [caller.get("points_settings"), caller.get("orders"), caller.get("orders", {"limit": "x"})]

    assert [answer.status_code for answer in answers] == [403, 200, 400]
    assert len(Bucket.objects.get().taken) == 3


def test_the_counters_are_not_logged_ahead(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE oid = 'api_bucket'::regclass")

        assert cursor.fetchone() == ("u",)


@pytest.mark.django_db(transaction=True)
def test_of_forty_at_once_no_more_than_the_limit_get_through() -> None:
    allowed, seconds = crowd(lambda: take("key:1", limit=LIMIT).is_allowed)

    assert allowed <= LIMIT * (1 + int(seconds))
    assert allowed >= LIMIT


@pytest.mark.django_db(transaction=True)
def test_of_forty_with_one_key_no_more_than_the_limit_get_through() -> None:
    _key, secret = make_key(make_merchant())

    allowed, seconds = crowd(lambda: is_let_through(secret))

    assert LIMIT <= allowed <= LIMIT * (1 + int(seconds))


@pytest.mark.django_db(transaction=True)
def test_counting_without_the_lock_lets_too_many_through() -> None:
    meet = meeting(CROWD)

    allowed, _seconds = crowd(lambda: take_carelessly(meet))

    assert allowed == CROWD


def is_let_through(secret: str) -> bool:
    """Whether the key is, as a request's comes."""
    known = take_by_key(secret, limit=LIMIT, at=now())
    assert known is not None
    return known[1].is_allowed


def crowd(ask: Callable[[], bool]) -> tuple[int, float]:
    """How many of a crowd were let through who asked at the same moment, and how long that took."""
    ready = Barrier(CROWD)

    def one() -> bool:
        try:
            connection.ensure_connection()
            ready.wait(timeout=60)
            return ask()
        finally:
            connection.close()

    with ThreadPoolExecutor(CROWD) as pool:
        asked = [pool.submit(one) for _number in range(CROWD)]
        started = monotonic()
        allowed = sum(answer.result() for answer in asked)
    return allowed, monotonic() - started


def take_carelessly(meet: Callable[..., None]) -> bool:
    """What a cache does: look, then write, when everybody has looked."""
    known = Bucket.objects.filter(name="key:1").first()
    taken = known.taken if known else []
    meet()
    Bucket.objects.update_or_create(name="key:1", defaults={"taken": [*taken, *taken[:1]]})
    return len(taken) < LIMIT
