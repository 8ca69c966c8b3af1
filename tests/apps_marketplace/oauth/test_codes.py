"""A code becomes tokens once, for whom and what it was given. The attacks are those of RFC 9700."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils.timezone import now
from django_scopes import scope

from apps_marketplace.actions import begin_authorizing, connect_app, pause_app, remove_app, request_install
from apps_marketplace.models import AccessToken, Grant, InstallationState, RefreshToken
from apps_marketplace.oauth.actions import revoke_installation_tokens
from apps_marketplace.oauth.snapshots import digest
from loyalty.merchants.models import Plan
from tests.apps_marketplace.cast import make_paying_merchant
from tests.apps_marketplace.oauth.cast import (
    CALLBACK,
    CHALLENGE,
    VERIFIER,
    Starry,
    answered,
    challenge_of,
    installed,
    is_worth_something,
    make_shop,
    make_starry,
)
from tests.cast import MONDAY, make_user

pytestmark = pytest.mark.django_db


def error_of(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]


def test_a_code_becomes_tokens_and_the_app_is_connected() -> None:
    olive, merchant = make_shop()
    starry = make_starry()

    response = starry.exchange(starry.code(olive, merchant))

    tokens = response.json()
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert tokens.keys() == {
        "access_token",
        "expires_in",
        "token_type",
        "scope",
        "refresh_token",
        "account_id",
    }
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 3600)
    assert tokens["scope"] == "customer:read activity:write"
    assert tokens["account_id"] == merchant.pk
    known = installed(merchant)
    assert known is not None
    assert (known.state, known.scopes) == (InstallationState.CONNECTED, ["activity:write", "customer:read"])


def test_tokens_belong_to_the_installation_and_to_nobodys_account() -> None:
    olive, merchant = make_shop()

    make_starry().connect(olive, merchant)

    known = installed(merchant)
    assert known is not None
    rows: list[Any] = [*AccessToken.objects.all(), *RefreshToken.objects.all()]
    for row in rows:
        assert (row.merchant_id, row.installation_id, row.user_id) == (merchant.pk, known.pk, known.user_id)
    assert known.user is not None
    assert not known.user.has_usable_password()
    assert known.user != make_user("Olive")


def test_what_is_kept_is_hashed() -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    code = starry.code(olive, merchant)

    tokens = starry.exchange(code).json()

    kept = [
        str(value)
        for model in (Grant, AccessToken, RefreshToken, type(starry.application))
        for row in model.objects.values()
        for value in row.values()
    ]
    secrets = (code, tokens["access_token"], tokens["refresh_token"], starry.secret)
    assert [secret for secret in secrets if any(secret in text for text in kept)] == []
    assert digest(tokens["access_token"]) in kept


def test_a_code_that_is_used_twice_takes_back_all_that_came_of_it() -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    code = starry.code(olive, merchant)
    first = starry.exchange(code).json()
    renewed = starry.renew(first["refresh_token"]).json()

    again = starry.exchange(code)

    assert error_of(again) == (400, "invalid_grant")
    assert not is_worth_something(starry, renewed["access_token"])
    assert error_of(starry.renew(renewed["refresh_token"])) == (400, "invalid_grant")
    assert AccessToken.objects.count() == 0


def test_a_second_use_leaves_what_came_of_another_consent() -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    code = starry.code(olive, merchant)
    starry.exchange(code)
    other = starry.connect(olive, merchant)

    starry.exchange(code)

    assert is_worth_something(starry, other["access_token"])


def test_a_code_is_worth_nothing_to_another_client() -> None:
    olive, merchant = make_shop()
    starry, thief = make_starry(), make_starry("thief")
    code = starry.code(olive, merchant)

    stolen = thief.exchange(code)

    assert error_of(stolen) == (400, "invalid_grant")
    assert starry.exchange(code).status_code == 200


def test_a_code_is_worth_nothing_after_a_minute() -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    code = starry.code(olive, merchant)
    assert timedelta(seconds=58) < Grant.objects.get().expires - now() <= timedelta(seconds=60)
    Grant.objects.update(expires=now())

    assert error_of(starry.exchange(code)) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_verifier": None}, "invalid_request"),
        ({"code_verifier": ""}, "invalid_grant"),
        ({"code_verifier": "another" * 7}, "invalid_grant"),
        ({"code_verifier": CHALLENGE}, "invalid_grant"),
        ({"redirect_uri": CALLBACK + "/"}, "invalid_request"),
        ({"redirect_uri": CALLBACK + "?a=b"}, "invalid_request"),
        ({"redirect_uri": "https://evil.example.com/callback"}, "invalid_request"),
        ({"code": "x" * 30}, "invalid_grant"),
        ({"code": None}, "invalid_request"),
        ({"code": "\x00"}, "invalid_request"),
    ],
)
def test_what_does_not_fit_the_code_gets_no_tokens(changed: dict[str, str | None], error: str) -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    code = starry.code(olive, merchant)

    response = starry.exchange(**{"code": code, **changed})  # type: ignore[arg-type]  # None leaves it out

    assert error_of(response) == (400, error)
    assert AccessToken.objects.count() == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"code_challenge": None, "code_challenge_method": None},
        {"code_challenge": None},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": None},
        {"code_challenge_method": "s256"},
        {"code_challenge": VERIFIER + "x" * 500},
        {"code_challenge": "short"},
        {"code_challenge": ""},
    ],
)
def test_without_pkce_there_is_no_code(changed: dict[str, str | None]) -> None:
    olive, merchant = make_shop()
    starry = make_starry()

    asked = answered(olive.get(starry.address(**changed)))
    sent = answered(olive.post(starry.address(**changed), {"merchant": merchant.pk}))

    assert (asked["error"], asked["state"], asked["iss"]) == (
        "invalid_request",
        "a-state",
        "http://testserver",
    )
    assert sent["error"] == "invalid_request"
    assert Grant.objects.count() == 0


def test_an_old_smile_client_does_without_pkce_and_keeps_its_token() -> None:
    olive, merchant = make_shop()
    old = make_starry(is_pkce_exempt=True)

    tokens = old.exchange(
        old.code(olive, merchant, code_challenge=None, code_challenge_method=None), code_verifier=None
    ).json()

    assert tokens["expires_in"] == 3650 * 24 * 3600
    assert is_worth_something(old, tokens["access_token"])


@pytest.mark.parametrize("method", ["plain", None])
def test_plain_is_refused_to_an_old_client_too(method: str | None) -> None:
    olive, _merchant = make_shop()
    old = make_starry(is_pkce_exempt=True)

    assert answered(olive.get(old.address(code_challenge_method=method)))["error"] == "invalid_request"


def test_an_old_client_that_sends_a_challenge_has_to_meet_it() -> None:
    olive, merchant = make_shop()
    old = make_starry(is_pkce_exempt=True)
    code = old.code(olive, merchant)

    assert error_of(old.exchange(code, code_verifier=None)) == (400, "invalid_request")
    assert old.exchange(code).status_code == 200


def test_a_challenge_that_was_taken_out_on_the_way_is_noticed() -> None:
    olive, merchant = make_shop()
    old = make_starry(is_pkce_exempt=True)
    code = old.code(olive, merchant, code_challenge=None, code_challenge_method=None)

    assert error_of(old.exchange(code, code_verifier=VERIFIER)) == (400, "invalid_grant")


def test_a_code_of_somebody_elses_browser_does_not_fit_ones_own_verifier() -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    theirs = starry.code(olive, merchant, code_challenge=challenge_of("t" * 43))

    assert error_of(starry.exchange(theirs)) == (400, "invalid_grant")


def test_the_redirect_address_may_be_left_out_where_it_was() -> None:
    olive, merchant = make_shop()
    starry = make_starry()

    assert (
        starry.exchange(starry.code(olive, merchant, redirect_uri=None), redirect_uri=None).status_code == 200
    )


def _remove(starry: Starry, merchant: Any) -> None:
    remove_app(merchant, app="starry", by=make_user("Olive"), at=MONDAY)


def _remove_and_ask_again(starry: Starry, merchant: Any) -> None:
    _remove(starry, merchant)
    asked = request_install(merchant, app="starry", by=make_user("Olive"), at=MONDAY)
    begin_authorizing(asked, by=make_user("Olive"), at=MONDAY)


def _pause(starry: Starry, merchant: Any) -> None:
    installation = connect_app(merchant, app="starry", at=MONDAY)
    pause_app(installation, why="Something is wrong.", at=MONDAY)


def _go_free(starry: Starry, merchant: Any) -> None:
    merchant.plan = Plan.FREE
    merchant.save(update_fields=["plan"])


def _revoke(starry: Starry, merchant: Any) -> None:
    installation = installed(merchant)
    assert installation is not None
    revoke_installation_tokens(installation, at=MONDAY)


@pytest.mark.parametrize("meanwhile", [_remove, _remove_and_ask_again, _pause, _go_free, _revoke])
def test_a_code_is_worth_nothing_once_the_merchant_thought_better_of_it(meanwhile: Any) -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    code = starry.code(olive, merchant)
    with scope(merchant=merchant):
        meanwhile(starry, merchant)

    response = starry.exchange(code)

    assert error_of(response) == (400, "invalid_grant")
    assert AccessToken.objects.count() == 0


def test_tokens_of_two_merchants_are_two() -> None:
    olive, oils = make_shop()
    teas = make_paying_merchant(name="Olive's teas")
    starry = make_starry()

    first, second = starry.connect(olive, oils), starry.connect(olive, teas)

    assert (first["account_id"], second["account_id"]) == (oils.pk, teas.pk)
    with scope(merchant=oils):
        remove_app(oils, app="starry", by=make_user("Olive"), at=MONDAY)
    assert not is_worth_something(starry, first["access_token"])
    assert is_worth_something(starry, second["access_token"])


@pytest.mark.parametrize("model", [Grant, AccessToken, RefreshToken])
def test_nothing_can_belong_to_one_merchant_and_anothers_installation(model: Any) -> None:
    olive, oils = make_shop()
    teas = make_paying_merchant(name="Olive's teas")
    starry = make_starry()
    starry.connect(olive, oils)

    with pytest.raises(IntegrityError, match="installation_id_of_merchant"):
        model.objects.update(merchant=teas)


def test_of_one_family_one_refresh_token_is_alive() -> None:
    olive, merchant = make_shop()
    make_starry().connect(olive, merchant)
    token = RefreshToken.objects.get()
    token.pk, token.access_token, token.token_checksum = None, None, digest("another")

    with pytest.raises(IntegrityError, match="one_live_refresh_token"):
        token.save(force_insert=True)
