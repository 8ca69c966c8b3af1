"""A refresh token works once; whoever uses it again takes the whole family down."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now
from django_scopes import scope

from apps_marketplace.actions import pause_app, remove_app
from apps_marketplace.models import AccessToken, RefreshToken
from apps_marketplace.oauth.actions import forget_expired, set_pkce_exemption
from loyalty.merchants.models import Plan
from tests.apps_marketplace.oauth.cast import CALLBACK, installed, is_worth_something, make_shop, make_starry
from tests.cast import MONDAY, make_user

pytestmark = pytest.mark.django_db


def error_of(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]


def test_a_refresh_token_becomes_new_tokens_of_the_same_scopes() -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    before = starry.connect(olive, merchant)

    after = starry.renew(before["refresh_token"]).json()

    assert after["scope"] == before["scope"]
    assert after["account_id"] == merchant.pk
    assert not {after["access_token"], after["refresh_token"]} & {
        before["access_token"],
        before["refresh_token"],
    }
    assert is_worth_something(starry, after["access_token"])
    assert not is_worth_something(starry, before["access_token"])


def test_a_refresh_token_used_again_takes_the_family_down() -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    first = starry.connect(olive, merchant)
    second = starry.renew(first["refresh_token"]).json()
    third = starry.renew(second["refresh_token"]).json()

    again = starry.renew(first["refresh_token"])

    assert error_of(again) == (400, "invalid_grant")
    assert not is_worth_something(starry, third["access_token"])
    assert error_of(starry.renew(third["refresh_token"])) == (400, "invalid_grant")
    assert RefreshToken.objects.filter(revoked=None).count() == 0


def test_another_consent_is_another_family() -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    first, other = starry.connect(olive, merchant), starry.connect(olive, merchant)
    starry.renew(first["refresh_token"])

    starry.renew(first["refresh_token"])

    assert is_worth_something(starry, other["access_token"])
    assert starry.renew(other["refresh_token"]).status_code == 200


def test_a_refresh_token_is_worth_nothing_to_another_client_and_harmed_by_none() -> None:
    olive, merchant = make_shop()
    starry, thief = make_starry(), make_starry("thief")
    tokens = starry.connect(olive, merchant)
    second = starry.renew(tokens["refresh_token"]).json()

    stolen = [thief.renew(tokens["refresh_token"]), thief.renew(second["refresh_token"])]

    assert [error_of(one) for one in stolen] == [(400, "invalid_grant")] * 2
    assert starry.renew(second["refresh_token"]).status_code == 200


@pytest.mark.parametrize(
    ("asked", "granted"), [("customer:read", "customer:read"), (None, "customer:read activity:write")]
)
def test_fewer_scopes_may_be_asked_for(asked: str | None, granted: str) -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    tokens = starry.connect(olive, merchant)

    assert starry.renew(tokens["refresh_token"], scope=asked).json()["scope"] == granted


@pytest.mark.parametrize("more", ["points_transaction:write", "customer:read customer:write", "admin"])
def test_more_scopes_may_not(more: str) -> None:
    olive, merchant = make_shop()
    starry = make_starry(scopes=["customer:read", "activity:write", "points_transaction:write"])
    tokens = starry.connect(olive, merchant, scope="customer:read activity:write")

    refused = starry.renew(tokens["refresh_token"], scope=more)

    assert error_of(refused) == (400, "invalid_scope")


def test_what_the_app_or_the_merchant_took_back_is_not_renewed() -> None:
    olive, merchant = make_shop()
    starry = make_starry(scopes=["customer:write", "activity:write", "order:read"])
    tokens = starry.connect(olive, merchant)
    starry.app.scopes = ["customer:read", "activity:write", "order:read"]
    starry.app.save(update_fields=["scopes"])
    starry.connect(olive, merchant, scope="customer:read activity:write")

    renewed = starry.renew(tokens["refresh_token"]).json()

    assert renewed["scope"].split() == ["customer:read", "activity:write"]


@pytest.mark.parametrize("meanwhile", ["removed", "paused", "free plan"])
def test_nothing_is_renewed_where_the_app_may_not_act(meanwhile: str) -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    tokens = starry.connect(olive, merchant)
    installation = installed(merchant)
    assert installation is not None
    with scope(merchant=merchant):
        if meanwhile == "removed":
            remove_app(merchant, app="starry", by=make_user("Olive"), at=MONDAY)
        elif meanwhile == "paused":
            pause_app(installation, why="Something is wrong.", at=MONDAY)
        else:
            type(merchant).objects.update(plan=Plan.FREE)

    assert error_of(starry.renew(tokens["refresh_token"])) == (400, "invalid_grant")
    assert not is_worth_something(starry, tokens["access_token"])


def test_a_refresh_token_that_nobody_used_for_half_a_year_is_over() -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    tokens = starry.connect(olive, merchant)
    RefreshToken.objects.update(created=now() - timedelta(days=180))

    assert error_of(starry.renew(tokens["refresh_token"])) == (400, "invalid_grant")


def test_old_rows_are_forgotten_and_live_ones_are_not() -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    live = starry.connect(olive, merchant)
    live = starry.renew(live["refresh_token"]).json()
    counted: list[int] = []

    forget_expired(at=now() + timedelta(days=29), kept=counted.append)
    assert RefreshToken.objects.count() == 2
    assert AccessToken.objects.count() == 0
    forget_expired(at=now() + timedelta(days=31), kept=counted.append)

    assert RefreshToken.objects.count() == 1
    assert sum(counted) == 3  # the code, the access token after its hour, the refresh token that was renewed
    assert starry.renew(live["refresh_token"]).status_code == 200


def test_other_ways_to_a_token_do_not_exist() -> None:
    starry = make_starry()

    answers = [
        starry.ask(grant_type=grant_type, username="olive@example.com", password="x", redirect_uri=CALLBACK)
        for grant_type in (
            "password",
            "client_credentials",
            "implicit",
            "",
            "urn:ietf:params:oauth:grant-type:device_code",
        )
    ]

    assert {error_of(answer) for answer in answers} == {(400, "unsupported_grant_type")}


def test_an_app_that_learned_to_renew_has_three_days_to_begin() -> None:
    olive, merchant = make_shop()
    old = make_starry(is_pkce_exempt=True)
    tokens = old.connect(olive, merchant)
    RefreshToken.objects.update(created=now() - timedelta(days=700))

    set_pkce_exemption(old.application, is_exempt=False, at=now())

    left = AccessToken.objects.get().expires - now()
    assert timedelta(days=2, hours=23) < left <= timedelta(days=3)
    assert old.renew(tokens["refresh_token"]).json()["expires_in"] == 3600


def test_settling_that_a_client_is_no_old_one_leaves_others_alone() -> None:
    olive, merchant = make_shop()
    starry, old = make_starry(), make_starry("old", is_pkce_exempt=True)
    starry.connect(olive, merchant)
    old.connect(olive, merchant)
    before = list(AccessToken.objects.order_by("pk").values_list("expires", flat=True))

    set_pkce_exemption(starry.application, is_exempt=False, at=now())

    assert list(AccessToken.objects.order_by("pk").values_list("expires", flat=True)) == before
