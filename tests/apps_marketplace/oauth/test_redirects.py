"""Where browsers are led: to the letter where the app registered, and nowhere else."""

from urllib.parse import urlencode

import pytest

from apps_marketplace.models import Grant
from apps_marketplace.oauth.actions import BadRedirect, NoRedirect, change_redirects, register_client
from tests.apps_marketplace.oauth.cast import CALLBACK, answered, make_shop, make_starry
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db

VARIANTS = [
    "http://starry.example.com/callback",
    "https://starry.example.com/callback/",
    "https://starry.example.com/callback?",
    "https://starry.example.com/callback?x=1",
    "https://starry.example.com/callback?code=stolen",
    "https://starry.example.com/callback#",
    "https://starry.example.com/callback#fragment",
    "https://starry.example.com/callback;p=1",
    "https://starry.example.com/callback/../evil",
    "https://starry.example.com/callback%2F..%2Fevil",
    "https://starry.example.com/callback\\@evil.example.com",
    "https://starry.example.com/Callback",
    "https://STARRY.example.com/callback",
    "HTTPS://starry.example.com/callback",
    "https://starry.example.com./callback",
    "https://starry.example.com:443/callback",
    "https://starry.example.com:8443/callback",
    "https://evil@starry.example.com/callback",
    "https://starry.example.com@evil.example.com/callback",
    "https://starry.example.com.evil.example.com/callback",
    "https://evil.example.com/callback",
    "https://evil.example.com/?https://starry.example.com/callback",
    "//starry.example.com/callback",
    "/callback",
    "javascript:alert(1)//starry.example.com/callback",
    "data:text/html,hello",
    " https://starry.example.com/callback",
    "https://starry.example.com/callback ",
    "https://starry.example.com/callback\r\nX-Evil: 1",
    "https://starry.example.com/callback https://evil.example.com/",
    "https://[::1/callback",
    "\x00",
]


@pytest.mark.parametrize("address", VARIANTS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_address_that_differs_in_anything_is_answered_here(address: str, method: str) -> None:
    olive, merchant = make_shop()
    starry = make_starry()

    told = urlencode({"merchant": merchant.pk}) if method == "POST" else ""
    response = olive.generic(
        method, starry.address(redirect_uri=address), told, content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code == 400
    assert "Location" not in response.headers
    assert "This link does not work" in response.content.decode()
    assert Grant.objects.count() == 0


@pytest.mark.parametrize(
    "changed", [{"client_id": None}, {"client_id": "nobody"}, {"client_id": ""}, {"client_id": "a\x00b"}]
)
def test_a_client_that_nobody_knows_is_answered_here(changed: dict[str, str | None]) -> None:
    olive, _merchant = make_shop()

    response = olive.get(make_starry().address(**changed))

    assert response.status_code == 400
    assert "Location" not in response.headers


@pytest.mark.parametrize("doubled", ["redirect_uri", "client_id", "state", "scope", "response_type"])
def test_a_parameter_said_twice_is_answered_here(doubled: str) -> None:
    olive, _merchant = make_shop()
    twice = f"{make_starry().address(scope='customer:read')}&{doubled}=another"

    assert olive.get(twice).status_code == 400


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "id_token"}, "unsupported_response_type"),
        ({"response_type": None}, "invalid_request"),
        ({"response_type": "code token"}, "unauthorized_client"),
        ({"scope": "customer:write"}, "invalid_scope"),
        ({"scope": "customer:read points_transaction:write"}, "invalid_scope"),
        ({"scope": "openid"}, "invalid_scope"),
    ],
)
def test_other_faults_go_back_to_the_app(changed: dict[str, str | None], error: str) -> None:
    olive, _merchant = make_shop()

    answer = answered(olive.get(make_starry().address(**changed)))

    assert (answer["error"], answer["state"], answer["iss"]) == (error, "a-state", "http://testserver")


def test_without_a_redirect_address_the_first_one_counts() -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    change_redirects(starry.application, redirect_uris=[CALLBACK, "https://starry.example.com/other"])

    answer = answered(olive.post(starry.address(redirect_uri=None), {"merchant": merchant.pk}))

    assert "code" in answer


def test_a_query_of_the_registered_address_stays() -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    change_redirects(starry.application, redirect_uris=[f"{CALLBACK}?shop=a%20b&x"])

    response = olive.post(starry.address(redirect_uri=f"{CALLBACK}?shop=a%20b&x"), {"merchant": merchant.pk})

    assert response["Location"].startswith(f"{CALLBACK}?shop=a%20b&x&code=")


def test_the_state_comes_back_as_it_was() -> None:
    olive, merchant = make_shop()
    state = "Zustand åäö &?#=+ %41"

    answer = answered(olive.post(make_starry().address(state=state), {"merchant": merchant.pk}))

    assert answer["state"] == state


def test_no_state_stays_none() -> None:
    olive, merchant = make_shop()

    answer = answered(olive.post(make_starry().address(state=None), {"merchant": merchant.pk}))

    assert answer.keys() == {"code", "iss"}


@pytest.mark.parametrize(
    "address",
    [
        "http://starry.example.com/callback",
        "https://*.example.com/callback",
        "https://starry.example.com/callback#part",
        "https://olive@starry.example.com/callback",
        "https:///callback",
        "starry.example.com/callback",
        "javascript:alert(1)",
        "starry://callback",
        "https://starry.example.com/call back",
        "https://stårry.example.com/callback",
        "https://starry.example.com\\@evil.example.com/",
        "https://starry.example.com:port/",
        "https://starry.example.com/" + "x" * 2000,
        "",
    ],
)
def test_an_unsafe_address_cannot_be_registered(address: str) -> None:
    with pytest.raises(BadRedirect):
        register_client(name="Starry", redirect_uris=[CALLBACK, address], at=MONDAY)


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000/callback", "http://localhost/cb"])
def test_a_developers_own_machine_may_be_plain(address: str) -> None:
    application, _secret = register_client(name="Starry", redirect_uris=[address], at=MONDAY)

    assert application.redirect_uris == address


@pytest.mark.parametrize("count", [0, 21])
def test_there_are_some_addresses_and_not_too_many(count: int) -> None:
    with pytest.raises(NoRedirect):
        register_client(name="Starry", redirect_uris=[f"{CALLBACK}/{n}" for n in range(count)], at=MONDAY)
