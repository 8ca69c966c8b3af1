"""An app calls the REST API over HTTP, as far as the merchant agreed to and not a step further."""

from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

from apps_marketplace.actions import remove_app
from loyalty.merchants.models import Program
from tests.apps_marketplace.cast import make_paying_merchant
from tests.apps_marketplace.oauth.cast import Starry, make_shop, make_starry
from tests.cast import MONDAY, make_user

pytestmark = pytest.mark.django_db

SETTINGS = "/v1/points_settings"


def call(token: str, *, scheme: str = "Bearer") -> Any:
    return Client().get(SETTINGS, headers={"Authorization": f"{scheme} {token}"})


def make_reader() -> Starry:
    return make_starry(scopes=["points_settings:read", "customer:read"])


def test_an_app_reads_what_it_was_granted() -> None:
    olive, merchant = make_shop()
    tokens = make_reader().connect(olive, merchant)

    response = call(tokens["access_token"])

    assert response.status_code == 200
    assert "points_settings" in response.json()


def test_each_merchants_token_shows_that_merchants_shop() -> None:
    olive, oils = make_shop()
    teas = make_paying_merchant(name="Olive's teas")
    with scope(merchant=teas):
        Program.objects.update(points_name="leaves")
    starry = make_reader()
    tokens = {shop.pk: starry.connect(olive, shop)["access_token"] for shop in (oils, teas)}

    said = {pk: call(token).content.decode() for pk, token in tokens.items()}

    assert "leaves" in said[teas.pk]
    assert "leaves" not in said[oils.pk]


def test_a_scope_that_was_not_granted_is_refused() -> None:
    olive, merchant = make_shop()
    tokens = make_reader().connect(olive, merchant, scope="customer:read")

    assert call(tokens["access_token"]).status_code == 403


@pytest.mark.parametrize("scheme", ["Basic", "Token", ""])
def test_a_token_comes_as_a_bearers_and_no_other_way(scheme: str) -> None:
    olive, merchant = make_shop()
    token = make_reader().connect(olive, merchant)["access_token"]

    assert call(token, scheme=scheme).status_code == 401
    assert Client().get(f"{SETTINGS}?access_token={token}").status_code == 401
    assert olive.get(SETTINGS).status_code == 401


def test_a_removed_app_is_refused_at_once() -> None:
    olive, merchant = make_shop()
    token = make_reader().connect(olive, merchant)["access_token"]
    with scope(merchant=merchant):
        remove_app(merchant, app="starry", by=make_user("Olive"), at=MONDAY)

    response = call(token)

    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_token_opens_no_page() -> None:
    olive, merchant = make_shop()
    token = make_reader().connect(olive, merchant)["access_token"]

    page = Client().get("/customers/", headers={"Authorization": f"Bearer {token}"})

    assert page.status_code == 302
