"""Whatever is sent, it is refused with a sentence and never breaks anything."""

import json
from collections import defaultdict
from typing import Any

import pytest
from django.test import Client

from loyalty.api.mapping.texts import Unreadable, read_json
from loyalty.merchants.models import Merchant, Plan
from tests.api.cast import Answer, Caller, message
from tests.api.samples import Place, operations, places, with_value
from tests.apps_marketplace.oauth.cast import make_starry
from tests.architecture.estate import make_estate
from tests.cast import make_customer, make_user, sign_in

WRITES = [operation for operation in operations("POST", "PATCH", "PUT") if operation.shape]
# Keys are none.
OF_APPS = ("/v1/customer_identities/create_or_update",)
IDS: dict[str, Any] = defaultdict(lambda: 1)
ANSWERS = (200, 201, 202, 400, 404, 409, 422)
DEEP = 2_000
HUGE = "9" * 400
# JSON of Python's own has no number like it; it takes this one's place.
DIGITS = "so many digits"
VALUES: list[Any] = [None, True, -1, 2**63 - 1, 2**63, DIGITS, HUGE, "", "a\x00b", [], {"a": 1}]
MOMENTS = ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00+23:59", "0001-01-01", "2026-02-30T00:00:00Z")
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
    app = an_app_of(merchant)
    make_customer(merchant)

    for operation in WRITES:
        sender = app if operation.path in OF_APPS else caller
        response = sender.send(operation.method, operation.address(IDS), BODIES[name])

        assert response.status_code in (400, 404, 422), (str(operation), response.content)
        assert message(response)


def test_nothing_that_stands_in_a_field_breaks_anything(db: None) -> None:
    estate = make_estate(make_user("Olive"), word="ours")
    caller, app, broken = Caller(estate.merchant), an_app_of(estate.merchant), []

    for operation in WRITES:
        usual, sender = operation.body(estate.ids), app if operation.path in OF_APPS else caller
        for place in places(usual):
            for value in values_for(place):
                body = json.dumps(with_value(usual, place, value)).replace(f'"{DIGITS}"', HUGE)
                response = sender.send(operation.method, operation.address(estate.ids), body)
                if response.status_code not in ANSWERS or not is_told(response):
                    broken.append((str(operation), place, value, response.text))
    assert broken == []


def an_app_of(merchant: Merchant) -> Caller:
    """An app that the merchant installed."""
    Merchant.objects.filter(pk=merchant.pk).update(plan=Plan.GROWTH)
    starry, browser = make_starry(scopes=["customer_identity:write"]), Client()
    sign_in(browser, make_user("Olive"))
    return Caller(merchant, secret=starry.connect(browser, merchant)["access_token"])


def values_for(place: Place) -> list[Any]:
    """What is tried there; where moments are expected, odd moments as well."""
    is_moment = any(word in str(place[-1]) for word in ("_at", "date"))
    return [*VALUES, *(MOMENTS if is_moment else ())]


def is_told(response: Answer) -> bool:
    """Whether it says what is wrong, if something is."""
    return response.status_code < 400 or bool(message(response))


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
