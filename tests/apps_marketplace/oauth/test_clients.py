"""What an app's servers may ask, and how they prove who they are."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now
from pytest_django import Settings

from apps_marketplace.models import AccessToken, Application
from apps_marketplace.oauth.actions import rotate_secret
from loyalty.merchants.scopes import Scope
from tests.apps_marketplace.oauth.cast import (
    CALLBACK,
    VERIFIER,
    Starry,
    basic,
    is_worth_something,
    make_shop,
    make_starry,
)
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db


def error_of(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]


def exchange(code: str, *, header: str = "", path: str = "/oauth2/token", **told: str) -> Any:
    given = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
    }
    headers = {"Authorization": header} if header else {}
    return Client().post(path, {**given, **told}, headers=headers)


def test_a_secret_may_come_in_the_body() -> None:
    olive, merchant = make_shop()
    starry = make_starry()

    response = exchange(
        starry.code(olive, merchant), client_id=starry.application.client_id, client_secret=starry.secret
    )

    assert response.status_code == 200


@pytest.mark.parametrize("path", ["/oauth2/token", "/oauth2/token/"])
def test_both_paths_work(path: str) -> None:
    olive, merchant = make_shop()
    starry = make_starry()

    assert exchange(starry.code(olive, merchant), header=starry.basic, path=path).status_code == 200


def test_the_page_of_consent_answers_with_a_slash_too() -> None:
    olive, _merchant = make_shop()

    page = olive.get(make_starry().address().replace("authorize?", "authorize/?"))

    assert b"Connect Starry" in page.content


def test_whoever_proves_nothing_gets_nothing() -> None:
    olive, merchant = make_shop()
    starry, other = make_starry(), make_starry("other")
    code, client_id = starry.code(olive, merchant), starry.application.client_id

    answers = [
        exchange(code),
        exchange(code, client_id=client_id),
        exchange(code, client_id=client_id, client_secret="guess"),
        exchange(code, client_id=client_id, client_secret=other.secret),
        exchange(code, client_id=client_id, client_secret=starry.application.client_secret),
        exchange(code, header=basic(client_id, "guess")),
        exchange(code, header=basic("nobody", starry.secret)),
        exchange(code, header=basic("a\x00b", starry.secret)),
        exchange(code, header="Basic !!!"),
        exchange(code, header="Basic " + "w6U="),
        exchange(code, header=f"Bearer {starry.secret}"),
        exchange(code, header=starry.basic, client_secret=starry.secret),
        exchange(code, header=starry.basic, client_id=other.application.client_id),
    ]

    assert {error_of(answer) for answer in answers} == {(401, "invalid_client")}
    assert {answer["WWW-Authenticate"] for answer in answers} == {'Basic realm="oauth2"'}
    assert exchange(code, header=starry.basic, client_id=client_id).status_code == 200


def test_a_client_without_an_app_is_nobody() -> None:
    starry = make_starry()
    starry.app.application = None
    starry.app.save(update_fields=["application"])

    assert error_of(starry.renew("anything")) == (401, "invalid_client")


def test_parameters_in_the_address_are_refused() -> None:
    starry = make_starry()

    response = starry.ask("/oauth2/token?grant_type=refresh_token", refresh_token="x")

    assert error_of(response) == (400, "invalid_request")


def test_a_parameter_said_twice_is_refused() -> None:
    starry = make_starry()

    response = starry.server.post(
        "/oauth2/token",
        {"grant_type": ["authorization_code", "authorization_code"], "code": "x"},
        headers={"Authorization": starry.basic},
    )

    assert error_of(response) == (400, "invalid_request")


def test_after_a_change_of_secret_the_one_before_works_for_three_days() -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    first = starry.secret

    second = rotate_secret(starry.application, at=now())
    works = [
        exchange(starry.code(olive, merchant), header=basic(starry.application.client_id, secret)).status_code
        for secret in (first, second)
    ]
    Application.objects.update(previous_secret_until=now())

    assert works == [200, 200]
    assert error_of(starry.renew("anything")) == (401, "invalid_client")
    assert starry.application.client_secret != second
    assert Application.objects.get().secret_hint == second[-4:]


def test_a_second_change_ends_the_secret_before_the_last() -> None:
    starry = make_starry()

    rotate_secret(starry.application, at=MONDAY)
    rotate_secret(starry.application, at=now())

    assert error_of(starry.renew("anything")) == (401, "invalid_client")


def test_introspection_tells_a_client_of_its_own_token() -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    tokens = starry.connect(olive, merchant)

    told = starry.ask("/oauth2/introspect", token=tokens["access_token"]).json()

    row = AccessToken.objects.get()
    assert told == {
        "active": True,
        "scope": "customer:read activity:write",
        "client_id": starry.application.client_id,
        "token_type": "Bearer",
        "exp": int(row.expires.timestamp()),
        "iat": int(row.created.timestamp()),
        "account_id": merchant.pk,
    }


def test_introspection_tells_nobody_else() -> None:
    olive, merchant = make_shop()
    starry, thief = make_starry(), make_starry("thief")
    tokens = starry.connect(olive, merchant)

    told = thief.ask("/oauth2/introspect", token=tokens["access_token"])
    unproven = Client().post("/oauth2/introspect", {"token": tokens["access_token"]})
    by_token = Client().post(
        "/oauth2/introspect",
        {"token": tokens["access_token"]},
        headers={"Authorization": f"Bearer {tokens['access_token']}"},
    )

    assert told.json() == {"active": False}
    assert error_of(unproven) == error_of(by_token) == (401, "invalid_client")


def test_introspection_of_what_is_over_or_no_access_token() -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    tokens = starry.connect(olive, merchant)

    others = [
        starry.ask("/oauth2/introspect", token=token).json() for token in (tokens["refresh_token"], "x")
    ]
    AccessToken.objects.update(expires=now() - timedelta(seconds=1))
    over = starry.ask("/oauth2/introspect", token=tokens["access_token"]).json()

    assert [*others, over] == [{"active": False}] * 3
    assert error_of(starry.ask("/oauth2/introspect")) == (400, "invalid_request")


@pytest.mark.parametrize("named", ["access_token", "refresh_token"])
@pytest.mark.parametrize("hint", ["access_token", "refresh_token", "nonsense", None])
def test_whichever_token_is_given_back_both_are_over(named: str, hint: str | None) -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    tokens = starry.connect(olive, merchant)

    response = starry.ask("/oauth2/revoke", token=tokens[named], token_type_hint=hint)

    assert (response.status_code, response.content) == (200, b"")
    assert not is_worth_something(starry, tokens["access_token"])
    assert error_of(starry.renew(tokens["refresh_token"])) == (400, "invalid_grant")


def test_another_client_cannot_give_it_back() -> None:
    olive, merchant = make_shop()
    starry, thief = make_starry(), make_starry("thief")
    tokens = starry.connect(olive, merchant)

    answers = [
        thief.ask("/oauth2/revoke", token=tokens["access_token"]),
        thief.ask("/oauth2/revoke", token=tokens["refresh_token"]),
        thief.ask("/oauth2/revoke", token="unknown"),
    ]
    unproven = Client().post("/oauth2/revoke", {"token": tokens["access_token"]})

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert error_of(unproven) == (401, "invalid_client")
    assert is_worth_something(starry, tokens["access_token"])


def test_metadata_says_where_everything_is() -> None:
    told = Client().get("/.well-known/oauth-authorization-server").json()

    assert told["issuer"] == "http://testserver"
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["response_types_supported"] == ["code"]
    assert told["grant_types_supported"] == ["authorization_code", "refresh_token"]
    assert told["authorization_response_iss_parameter_supported"] is True
    assert told["scopes_supported"] == Scope.values
    for name in ("authorization", "token", "revocation", "introspection"):
        address = told[f"{name}_endpoint"].removeprefix("http://testserver")
        assert Client().get(address).status_code in (302, 405), address


def test_every_server_endpoint_takes_posts_only(client: Client) -> None:
    starry: Starry = make_starry()

    for path in ("/oauth2/token", "/oauth2/revoke", "/oauth2/introspect"):
        assert client.get(path, headers={"Authorization": starry.basic}).status_code == 405


@pytest.mark.parametrize("path", ["/oauth2/token", "/oauth2/revoke", "/oauth2/introspect"])
def test_whoever_asks_too_often_waits(path: str, settings: Settings) -> None:
    settings.API_REQUESTS_PER_SECOND = 2
    starry = make_starry()

    answers = [starry.ask(path, token="x", grant_type="refresh_token") for _ in range(3)]

    assert [answer.status_code == 429 for answer in answers] == [False, False, True]
    assert error_of(answers[2]) == (429, "temporarily_unavailable")
    assert answers[2]["Retry-After"] == "1"


def test_one_address_does_not_slow_another_down(settings: Settings) -> None:
    settings.API_REQUESTS_PER_SECOND = 1
    starry = make_starry()

    answers = [
        Client(REMOTE_ADDR=f"192.0.2.{last}").post("/oauth2/token", headers={"Authorization": starry.basic})
        for last in (1, 2, 1)
    ]

    assert [answer.status_code for answer in answers] == [400, 400, 429]
