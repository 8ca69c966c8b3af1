"""Whatever arrives, it is answered and never breaks anything."""

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from apps_marketplace.models import AccessToken
from tests.apps_marketplace.oauth.cast import CALLBACK, make_shop, make_starry

pytestmark = pytest.mark.django_db

PATHS = ("/oauth2/token", "/oauth2/revoke", "/oauth2/introspect")
QUERIES = [
    "",
    "&",
    "=",
    "client_id",
    "client_id=%",
    "client_id=%zz",
    "client_id=%ff%fe",
    "client_id=%00",
    "client_id[]=a",
    "a=b;c=d",
    "client_id=" + "x" * 5000,
    "response_type=code&client_id=\ud83d".encode("utf-8", "surrogatepass").decode("latin-1"),
    "prompt=none",
    "request=eyJhbGciOiJub25lIn0",
    "response_mode=fragment",
]
BODIES = [
    b"",
    b"\x00",
    b"\xff\xfe=\xff",
    b"grant_type",
    b"grant_type=%zz",
    b"grant_type=authorization_code&code=%00",
    b"grant_type=authorization_code&code=" + b"x" * 100_000,
    b"grant_type=refresh_token&refresh_token=%ed%a0%80",
    b"grant_type=__class__",
    b"token=%00",
    b'{"grant_type": "authorization_code"}',
    b"[" * 2000,
]
KINDS = ["application/x-www-form-urlencoded", "application/json", "text/plain", "multipart/form-data", ""]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_query_breaks_the_page(query: str, method: str) -> None:
    olive, _merchant = make_shop()

    response = olive.generic(method, "/oauth2/authorize", QUERY_STRING=query)

    assert response.status_code == 400
    assert "This link does not work" in response.content.decode()


@pytest.mark.parametrize(
    "extra", ["&prompt=login", "&nonce=" + "n" * 300, "&claims={", "&resource=x", "&max_age=x"]
)
def test_what_is_not_known_changes_nothing(extra: str) -> None:
    olive, _merchant = make_shop()

    assert olive.get(make_starry().address() + extra).status_code == 200


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", PATHS)
def test_no_body_breaks_what_servers_call(path: str, kind: str, body: bytes) -> None:
    starry = make_starry()

    answers = [
        Client().generic("POST", path, body, kind),
        Client().generic("POST", path, body, kind, headers={"Authorization": starry.basic}),
    ]

    assert {answer.status_code for answer in answers} <= {200, 400, 401}
    assert AccessToken.objects.count() == 0


PARAMETERS = ["redirect_uri", "scope", "state", "response_type", "code_challenge", "client_id"]


def test_anything_in_place_of_a_parameter_is_answered() -> None:
    olive, _merchant = make_shop()
    starry = make_starry()

    @settings(max_examples=60, deadline=None)
    @given(st.dictionaries(st.sampled_from(PARAMETERS), st.text(max_size=60), min_size=1))
    def ask(changed: dict[str, str]) -> None:
        response = olive.get(starry.address(**changed))
        assert response.status_code in (200, 303, 400)
        assert response.status_code != 303 or response["Location"].startswith(f"{CALLBACK}?")

    ask()
