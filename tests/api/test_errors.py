"""Every refusal has one shape, whoever refuses."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from loyalty.api.http.errors import as_heard, sentence
from loyalty.errors import Refused
from loyalty.merchants.models import Merchant
from tests.api.cast import Caller, message


def test_an_address_that_leads_nowhere_is_404(caller: Caller) -> None:
    for path in ("nothing", "", "points_settings/", "points_settings/1"):
        for method in ("GET", "POST", "DELETE"):
            response = caller.send(method, path, "")

            assert response.status_code == 404, path
            assert message(response)


def test_a_method_that_is_not_there_is_405(caller: Caller) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        response = caller.send(method, "points_settings", "")

        assert response.status_code == 405, method
        assert message(response)


def test_each_caller_is_refused_in_their_own_language(caller: Caller) -> None:
    too_long = {"activity": {"token": "x" * 500, "customer_id": 1}}

    said = [
        message(caller.post("activities", too_long, Accept_Language=language))
        for language in ("en", "sv", "en", "sv")
    ]

    assert said[:2] == said[2:]
    assert said[0] != said[1]


def test_every_answer_has_an_id_of_its_own(caller: Caller) -> None:
    ids = {caller.get(path)["X-Request-Id"] for path in ("points_settings", "points_settings", "nothing")}

    assert len(ids) == 3


def test_a_refusal_of_the_programme_is_422() -> None:
    heard = as_heard(Refused())

    assert (heard.status_code, sentence(heard)) == (422, "This cannot be done.")


def test_what_nobody_foresaw_is_500_without_details(
    caller: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(program: object) -> None:
        raise ValueError("a secret of ours")

    monkeypatch.setattr("loyalty.api.views.points_settings.points_settings_json", broken)

    response = caller.get("points_settings")

    assert response.status_code == 500
    assert "secret" not in message(response)
    assert "a secret of ours" in caplog.text


@pytest.mark.parametrize("host", ["nobody.example.com", "a b", "", "[::1", "\x7f"])
def test_a_host_that_is_not_ours_is_400(host: str, caller: Caller) -> None:
    caller_of_elsewhere = caller.get("points_settings", Host=host)
    page = Client().get("/accounts/login/", headers={"Host": host})

    assert (caller_of_elsewhere.status_code, page.status_code) == (400, 400)
    assert message(caller_of_elsewhere)
    assert page["Content-Type"].startswith("text/html")


def test_a_host_that_is_not_ours_is_400_where_https_is_asked_for(caller: Caller, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True

    response = caller.get("points_settings", Host="nobody.example.com")

    assert response.status_code == 400
    assert message(response)


def test_what_breaks_around_a_view_is_500(
    caller: Caller, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.api.broken.BrokenMiddleware"]
    client = Client(raise_request_exception=False)

    response, page = client.get("/v1/points_settings"), client.get("/accounts/login/")

    assert (response.status_code, page.status_code) == (500, 500)
    assert "secret" not in message(response)
    assert page["Content-Type"].startswith("text/html")
    assert "a secret of ours" in caplog.text


def test_an_address_beyond_all_measure_is_refused(caller: Caller) -> None:
    many = {f"name{number}": "x" for number in range(2_000)}

    answers = [
        caller.get("x" * 100_000),
        caller.get("orders/" + "9" * 100_000),
        caller.get("orders", {"cursor": "x" * 100_000}),
        caller.get("orders", many),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 400, 400]
    assert all(map(message, answers))


@pytest.mark.parametrize("method", ["BREW", "CONNECT", "PROPFIND"])
def test_a_method_that_nobody_knows_is_405(method: str, caller: Caller) -> None:
    response = caller.send(method, "points_settings", "")

    assert response.status_code == 405
    assert message(response)


@pytest.mark.parametrize("charset", ["utf-16", "latin-1", "no-such", '"', ""])
def test_json_is_read_as_utf_8_whatever_it_is_said_to_be(charset: str, caller: Caller) -> None:
    kind = f"application/json; charset={charset}"

    response = caller.send(
        "POST", "activities", '{"activity": {"token": "\xe5"}}'.encode("latin-1"), kind=kind
    )

    assert response.status_code == 400
    assert message(response)


def test_any_page_may_call_without_cookies(merchant: Merchant, caller: Caller) -> None:
    page: dict[str, Any] = {"Origin": "https://shop.example.com"}
    preflight = Client().options(
        "/v1/points_settings",
        headers={
            **page,
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "authorization",
        },
    )
    answer = caller.get("points_settings", **page)
    elsewhere = Client().get("/accounts/login/", headers=page)

    assert preflight["Access-Control-Allow-Origin"] == answer["Access-Control-Allow-Origin"] == "*"
    assert "authorization" in preflight["Access-Control-Allow-Headers"]
    assert "X-Request-Id" in answer["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer
    assert "Access-Control-Allow-Origin" not in elsewhere


def test_too_many_requests_in_a_second_are_429(caller: Caller, settings: Settings) -> None:
    settings.API_REQUESTS_PER_SECOND = 2

    answers = [caller.get("points_settings") for _number in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert answers[2]["Retry-After"] == "1"
    assert message(answers[2])
