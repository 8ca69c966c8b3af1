"""Signing up, signing in and an account's pages, in the product's own words."""

import pytest
from django.test import Client

from tests.cast import PASSWORD, make_merchant, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "typed", "said"),
    [
        ("/accounts/login/", {}, ["Enter your e-mail address.", "Enter your password."]),
        (
            "/accounts/signup/",
            {"email": "ada"},
            ["Give your shop a name.", "Enter an e-mail address such as"],
        ),
        ("/accounts/password/reset/", {}, ["Enter your e-mail address."]),
    ],
)
def test_at_the_door_every_error_says_what_to_do(
    client: Client, address: str, typed: dict[str, str], said: list[str]
) -> None:
    page = client.post(address, typed).text

    assert all(sentence in page for sentence in said)
    assert "This field is required" not in page


def test_changing_a_password_speaks_as_everything_else_does(client: Client) -> None:
    make_merchant()
    sign_in(client, make_user("Olive"))

    page = client.post("/accounts/password/change/", {}).text

    assert "Enter your current password." in page
    assert "Type the password once more." in page
    assert "Current password" in page


def test_a_wrong_password_is_told_in_our_words(client: Client) -> None:
    make_merchant()
    olive = make_user("Olive")

    page = client.post("/accounts/login/", {"login": olive.email, "password": "wrong"}).text

    assert "The e-mail address or the password is wrong." in page
    assert "not correct" not in page


def test_a_wrong_code_is_told_in_our_words(client: Client) -> None:
    make_merchant()
    olive = sign_in(client, make_user("Olive"))
    address = "/accounts/2fa/totp/activate/"
    olive.post(f"/accounts/reauthenticate/?next={address}", {"password": PASSWORD})

    page = olive.post(address, {"code": "000000"}).text

    assert "This code is wrong or too old." in page
