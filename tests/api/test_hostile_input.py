"""Whatever is sent, it is refused with a sentence and never breaks anything."""

import json
from typing import Any

import pytest

from loyalty.api.mapping.texts import Unreadable, read_json
from loyalty.merchants.models import Merchant
from tests.api.cast import Caller, message
from tests.cast import make_customer

POSTS = (
    "activities",
    "points_transactions",
    "points_products/1/purchase",
    "customer_identities/create_or_update",
)
DEEP = 2_000
HUGE = "9" * 400
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "blanks": b"   ",
    "a number": b"1",
    "a list": b"[]",
    "null": b"null",
    "text": b'"x"',
    "half an object": b'{"activity": {',
    "no JSON": b"activity=1",
    "XML": b"<activity/>",
    "two values": b"{} {}",
    "a comment": b"{} // x",
    "single quotes": b"{'activity': {}}",
    "a byte order mark": b"\xef\xbb\xbf{}",
    "no UTF-8": b'{"activity": "\xff"}',
    "UTF-16": '{"activity": {}}'.encode("utf-16"),
    "deep lists": b"[" * DEEP + b"]" * DEEP,
    "deep objects": b'{"activity":' * DEEP + b"1" + b"}" * DEEP,
    "deeper than any stack": b"[" * 100_000,
    "a NUL": b'{"activity": {"token": "a\\u0000b", "customer_id": 1}}',
    "a NUL in a name": b'{"activity": {"to\\u0000ken": "a"}}',
    "half a character": b'{"activity": {"token": "\\ud800", "customer_id": 1}}',
    "half a character in a name": b'{"activity": {"\\udfff": "a"}}',
    "2 to the 63": b'{"activity": {"token": "leave_review", "customer_id": 9223372036854775808}}',
    "minus 2 to the 63 and one": b'{"activity": {"token": "leave_review", "customer_id": -9223372036854775809}}',
    "400 digits": f'{{"activity": {{"token": "leave_review", "customer_id": {HUGE}}}}}'.encode(),
    "5000 digits": f'{{"activity": {{"token": "leave_review", "customer_id": {"9" * 5000}}}}}'.encode(),
    "400 digits in quotes": f'{{"activity": {{"token": "leave_review", "customer_id": "{HUGE}"}}}}'.encode(),
    "an infinite number": b'{"activity": {"token": "leave_review", "customer_id": 1e999}}',
    "NaN": b'{"activity": {"token": "leave_review", "customer_id": NaN}}',
    "infinity": b'{"activity": {"token": "leave_review", "customer_id": -Infinity}}',
    "a name twice": b'{"activity": {"token": "leave_review", "token": "x", "customer_id": 1}}',
    "an unknown name": b'{"activity": {"token": "leave_review", "customer_id": 1, "merchant_id": 2}}',
    "an unknown name above": b'{"activity": {"token": "leave_review", "customer_id": 1}, "admin": true}',
    "an object for text": b'{"activity": {"token": {"a": 1}, "customer_id": 1}}',
    "a number for text": b'{"activity": {"token": 7, "customer_id": 1}}',
    "digits of another script": '{"activity": {"token": "leave_review", "customer_id": "١٢"}}'.encode(),
    "a million letters": b'{"activity": {"token": "' + b"x" * 1_000_000 + b'", "customer_id": 1}}',
    "marks of direction": '{"activity": {"token": "\u202eweiver", "customer_id": 1}}'.encode(),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_body_without_meaning_is_refused_everywhere(name: str, merchant: Merchant, caller: Caller) -> None:
    make_customer(merchant)

    for path in POSTS:
        response = caller.send("POST", path, BODIES[name])

        assert response.status_code in (400, 403, 404, 422), (path, response.content)
        assert message(response)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("", 400),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("application/xml", 415),
        ("application/json", 400),
        ("APPLICATION/JSON; charset=utf-8", 400),
    ],
)
def test_a_body_says_that_it_is_json(kind: str, status: int, caller: Caller) -> None:
    response = caller.send("POST", "activities", "{}", kind=kind)

    assert response.status_code == status
    assert message(response)


def test_a_body_beyond_all_measure_is_413(caller: Caller) -> None:
    response = caller.send("POST", "activities", b'{"a": "' + b"x" * 2_600_000 + b'"}')

    assert response.status_code == 413
    assert message(response)


@pytest.mark.parametrize(
    "path", ["customers", "points_transactions", "reward_fulfillments", "points_products"]
)
@pytest.mark.parametrize(
    "value", ["\x00", "a\x00b", "9" * 400, str(2**63), "-1", "1e9", "\ufffd", "'; DROP", "[]", ""]
)
def test_a_query_without_meaning_is_refused(path: str, value: str, caller: Caller) -> None:
    for name in ("limit", "cursor", "customer_id", "updated_at_min", "state", "email", "include", "page"):
        response = caller.get(path, {name: value})

        assert response.status_code in (200, 400), (name, response.content)
        if response.status_code == 400:
            assert message(response)


def test_an_address_in_bytes_of_another_kind_is_no_address(caller: Caller) -> None:
    for path in (
        "customers/%00",
        "customers/%ff",
        "customers/1%00",
        "customers/٣",
        "customers/-1",
        "customers/1.5",
    ):
        assert caller.get(path).status_code == 404, path


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 2}',
        "NaN",
        "[1e999]",
        "[" * 33 + "]" * 33,
        '"\\u0000"',
        '{"\\ud800": 1}',
        str(2**63),
        HUGE,
        "",
    ],
)
def test_what_is_no_strict_json_is_not_read(text: str) -> None:
    with pytest.raises(Unreadable, match=r"."):
        read_json(text.encode())


@pytest.mark.parametrize("value", [None, 0, -(2**63), 2**63 - 1, 1.5, "å 🎁", [], {"a": [{"b": None}]}])
def test_everything_else_is_read_as_it_is(value: Any) -> None:
    assert read_json(json.dumps(value).encode()) == value
    assert read_json(json.dumps(value, ensure_ascii=False).encode()) == value
