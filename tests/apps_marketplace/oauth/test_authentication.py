"""Who an access token is to the REST API."""

from datetime import timedelta

import pytest
from django.utils.timezone import now
from django_scopes import scope
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from apps_marketplace.actions import pause_app, remove_app, resume_app
from apps_marketplace.models import AccessToken
from apps_marketplace.oauth.authentication import TokenAuthentication
from loyalty.merchants.authentication import Principal
from loyalty.merchants.models import Plan
from tests.apps_marketplace.oauth.cast import installed, make_shop, make_starry
from tests.cast import MONDAY, make_user

pytestmark = pytest.mark.django_db


def caller(header: str) -> tuple[Principal, AccessToken] | None:
    request = Request(
        APIRequestFactory().get("/v1/customers", headers={"Authorization": header} if header else {})
    )
    return TokenAuthentication().authenticate(request)


def test_a_token_is_an_app_at_its_merchant() -> None:
    olive, merchant = make_shop()
    token = make_starry().connect(olive, merchant)["access_token"]

    found = caller(f"Bearer {token}")

    assert found is not None
    row, installation = AccessToken.objects.get(), installed(merchant)
    assert installation is not None
    assert found == (
        Principal(
            merchant=merchant,
            scopes=frozenset({"customer:read", "activity:write"}),
            name="Starry",
            bucket=f"token:{row.pk}",
            installation_id=installation.pk,
            source="starry",
        ),
        row,
    )


def test_one_query_finds_it(django_assert_num_queries: object) -> None:
    olive, merchant = make_shop()
    token = make_starry().connect(olive, merchant)["access_token"]

    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's own
        found = caller(f"Bearer {token}")
        assert found is not None
        assert found[0].merchant.plan == Plan.GROWTH


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer api_abc", "Bearer pub_abc", "Basic YTpi", "Token abc"]
)
def test_what_is_no_token_is_left_to_others(header: str) -> None:
    assert caller(header) is None


@pytest.mark.parametrize("token", ["unknown", "a b", "å", "x" * 10_000])
def test_an_unknown_token_is_refused(token: str) -> None:
    with pytest.raises(AuthenticationFailed):
        caller(f"Bearer {token}")


def test_neither_a_refresh_token_nor_a_code_is_an_access_token() -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    secrets = [starry.connect(olive, merchant)["refresh_token"], starry.code(olive, merchant), starry.secret]

    for secret in secrets:
        with pytest.raises(AuthenticationFailed):
            caller(f"Bearer {secret}")


def test_after_its_hour_it_is_refused() -> None:
    olive, merchant = make_shop()
    token = make_starry().connect(olive, merchant)["access_token"]
    AccessToken.objects.update(expires=now() - timedelta(seconds=1))

    with pytest.raises(AuthenticationFailed):
        caller(f"Bearer {token}")


def test_a_removed_app_is_refused_and_stays_so_when_it_comes_back() -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    token = starry.connect(olive, merchant)["access_token"]
    with scope(merchant=merchant):
        remove_app(merchant, app="starry", by=make_user("Olive"), at=MONDAY)
    again = starry.connect(olive, merchant)["access_token"]

    with pytest.raises(AuthenticationFailed):
        caller(f"Bearer {token}")
    assert caller(f"Bearer {again}") is not None


def test_a_paused_app_is_refused_until_it_goes_on() -> None:
    olive, merchant = make_shop()
    token = make_starry().connect(olive, merchant)["access_token"]
    installation = installed(merchant)
    assert installation is not None
    with scope(merchant=merchant):
        pause_app(installation, why="Something is wrong.", at=MONDAY)
        with pytest.raises(AuthenticationFailed):
            caller(f"Bearer {token}")
        resume_app(installation, by=make_user("Olive"), at=MONDAY)

    assert caller(f"Bearer {token}") is not None


def test_an_app_for_paid_plans_is_refused_on_the_free_one() -> None:
    olive, merchant = make_shop()
    token = make_starry().connect(olive, merchant)["access_token"]
    type(merchant).objects.update(plan=Plan.FREE)

    with pytest.raises(AuthenticationFailed):
        caller(f"Bearer {token}")


@pytest.mark.parametrize(
    ("now_of_the_app", "left"),
    [
        (["customer:read", "activity:read"], {"customer:read", "activity:read"}),
        (["customer:write"], {"customer:read"}),
        ([], set()),
    ],
)
def test_no_token_reaches_further_than_the_app(now_of_the_app: list[str], left: set[str]) -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    token = starry.connect(olive, merchant)["access_token"]
    starry.app.scopes = now_of_the_app
    starry.app.save(update_fields=["scopes"])

    found = caller(f"Bearer {token}")

    assert found is not None
    assert found[0].scopes == left


def test_a_consent_to_less_binds_older_tokens_too() -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    older = starry.connect(olive, merchant)["access_token"]
    starry.connect(olive, merchant, scope="customer:read")

    found = caller(f"Bearer {older}")

    assert found is not None
    assert found[0].scopes == {"customer:read"}
