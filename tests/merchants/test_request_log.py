"""The request log: what it keeps, and for how long."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django_scopes import scope

from loyalty.merchants.actions import forget_requests, log_request
from loyalty.merchants.authentication import Principal
from loyalty.merchants.models import Merchant, RequestLog
from tests.cast import MONDAY, make_merchant

pytestmark = pytest.mark.django_db
REQUEST_ID = UUID("0b2c8b0e-6b3c-4e0c-9a58-5f4a3e0d7c11")


def log(merchant: Merchant, *, at: datetime = MONDAY, path: str = "/v1/customers") -> None:
    caller = Principal(merchant, frozenset(), "CM Commerce", "token:3", source="cm-commerce")
    answered = {"method": "GET", "status": 200, "milliseconds": 7, "request_id": REQUEST_ID}
    with scope(merchant=merchant):
        log_request(caller, path=path, at=at, **answered)  # type: ignore[arg-type]  # one dict for all


def test_a_line_says_who_asked_what_and_how_it_ended() -> None:
    merchant = make_merchant()

    log(merchant)

    with scope(merchant=merchant):
        line = RequestLog.objects.values("method", "path", "status", "milliseconds", "source", "caller").get()
    assert line == {
        "method": "GET",
        "path": "/v1/customers",
        "status": 200,
        "milliseconds": 7,
        "source": "cm-commerce",
        "caller": "CM Commerce",
    }


def test_a_hostile_path_is_cut() -> None:
    merchant = make_merchant()

    log(merchant, path="/v1/\x00" + "a" * 9_000)

    with scope(merchant=merchant):
        assert RequestLog.objects.get().path == "/v1/" + "a" * 196


def test_old_lines_are_forgotten_and_young_ones_stay() -> None:
    merchant = make_merchant()
    for days in (0, 30, 31):
        log(merchant, at=MONDAY - timedelta(days=days), path=f"/{days}")

    forgotten = [forget_requests(at=MONDAY) for _time in range(2)]

    with scope(merchant=merchant):
        assert sorted(RequestLog.objects.values_list("path", flat=True)) == ["/0", "/30"]
    assert forgotten == [1, 0]
