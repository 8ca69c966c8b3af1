"""Keys: what they look like, whose they are, and until when they open anything."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from loyalty.merchants.actions import (
    ExpiryOver,
    KeyOver,
    NewKey,
    NoScope,
    create_key,
    note_use,
    revoke_key,
)
from loyalty.merchants.authentication import principal_of
from loyalty.merchants.models import ApiKey, KeyKind, Merchant
from loyalty.merchants.queries.keys import is_key, key_of
from loyalty.merchants.scopes import PRIVILEGED, PUBLISHABLE, Scope, covers
from tests.cast import MONDAY, make_merchant

pytestmark = pytest.mark.django_db


def make_key(merchant: Merchant, **terms: object) -> NewKey:
    given = {"name": "Till", "scopes": ["customer:read"], "by_id": None, "at": MONDAY, **terms}
    with scope(merchant=merchant):
        return create_key(merchant, **given)  # type: ignore[arg-type]  # the tests say what they change


def test_a_key_is_known_by_what_was_shown_once() -> None:
    merchant = make_merchant()
    made = make_key(merchant)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        known = key_of(made.secret, at=MONDAY)
        assert known is not None
        found = known.key
        assert (found, found.merchant.name, found.merchant.program.points_name) == (
            made.key,
            "Olive's oils",
            "points",
        )

    assert len(queries) == 1
    assert made.secret.startswith(("api_",))
    assert made.key.shown == made.secret[:8]


def test_nothing_that_is_kept_opens_anything() -> None:
    made = make_key(make_merchant())

    with scope(merchant=made.key.merchant):
        kept = ApiKey.objects.values().get()

    assert not any(made.secret[8:] in str(value) for value in kept.values())
    assert key_of(kept["hash"], at=MONDAY) is None


def test_a_typing_error_costs_no_query() -> None:
    secret = make_key(make_merchant()).secret
    wrong = secret[:-1] + ("a" if secret[-1] != "a" else "b")

    with CaptureQueriesContext(connection) as queries:
        assert [key_of(text, at=MONDAY) for text in (wrong, "", secret[:-1], "x" * 5000, "api_å")] == [
            None
        ] * 5

    assert len(queries) == 0
    assert is_key(secret)


def test_a_statement_beside_runs_for_the_key_it_is_and_for_no_other() -> None:
    made = make_key(make_merchant())
    beside = "SELECT id + %(more)s::int FROM caller"

    known = key_of(made.secret, at=MONDAY, beside=beside, more="1")

    assert known is not None
    assert (known.key, known.beside) == (made.key, made.key.pk + 1)


def test_two_keys_are_never_alike() -> None:
    merchant = make_merchant()

    assert make_key(merchant).secret != make_key(merchant).secret


def test_a_revoked_key_opens_nothing_and_is_revoked_once() -> None:
    made = make_key(make_merchant())

    with scope(merchant=made.key.merchant):
        revoke_key(made.key, at=MONDAY)
        with pytest.raises(KeyOver):
            revoke_key(made.key, at=MONDAY)

    assert key_of(made.secret, at=MONDAY) is None


def test_a_key_opens_until_the_moment_it_expires() -> None:
    end = MONDAY + timedelta(days=1)
    secret = make_key(make_merchant(), expires_at=end).secret

    assert key_of(secret, at=end - timedelta(microseconds=1)) is not None
    assert key_of(secret, at=end) is None


def test_a_key_that_would_be_over_at_once_is_refused() -> None:
    merchant = make_merchant()

    with pytest.raises(ExpiryOver):
        make_key(merchant, expires_at=MONDAY)


@pytest.mark.parametrize("scopes", [[], ["customer:eat"], ["customer:read", "x"]])
def test_a_key_may_do_something_known(scopes: list[str]) -> None:
    merchant = make_merchant()

    with pytest.raises(NoScope):
        make_key(merchant, scopes=scopes)


def test_a_publishable_key_may_read_what_every_visitor_sees() -> None:
    made = make_key(make_merchant(), kind=KeyKind.PUBLISHABLE, scopes=["customer:write"])

    assert made.secret.startswith("pub_")
    assert set(made.key.scopes) == PUBLISHABLE
    assert not any(one.endswith(":write") for one in PUBLISHABLE)


def test_use_is_noted_at_most_once_a_minute() -> None:
    made = make_key(make_merchant())

    for seconds, noted in [(0, 0), (59, 0), (60, 60), (61, 60)]:
        known = key_of(made.secret, at=MONDAY)
        assert known is not None
        with scope(merchant=known.key.merchant):
            note_use(known.key, at=MONDAY + timedelta(seconds=seconds))
            assert ApiKey.objects.get().last_used_at == MONDAY + timedelta(seconds=noted)


def test_a_caller_may_what_the_key_was_granted() -> None:
    principal = principal_of(make_key(make_merchant(), scopes=["order:write"]).key)

    assert (principal.name, principal.source, principal.is_authenticated) == ("Till", "api", True)
    assert [principal.may(asked) for asked in ("order:write", "order:read", "customer:read")] == [
        True,
        True,
        False,
    ]
    assert not replace(principal, scopes=frozenset()).may("order:read")


@pytest.mark.parametrize(
    ("granted", "needed", "is_covered"),
    [
        ("customer:read", "customer:read", True),
        ("customer:write", "customer:read", True),
        ("customer:read", "customer:write", False),
        ("customer:write", "customer_identity:read", False),
        ("order:write", "customer:read", False),
        ("customer:read", "segment:read", True),
        ("customer:write", "segment:read", True),
        ("segment:read", "customer:read", False),
    ],
)
def test_writing_implies_reading_and_customers_their_segments(
    granted: str, needed: str, is_covered: bool
) -> None:
    assert covers([granted], needed) is is_covered


def test_only_writing_is_privileged() -> None:
    assert all(one.endswith(":write") for one in PRIVILEGED)
    assert Scope.ACTIVITY_WRITE not in PRIVILEGED
