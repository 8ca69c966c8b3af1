"""Who may call, for whom, and what."""

import base64
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now
from django_scopes import scope

from loyalty.merchants.actions import revoke_key
from loyalty.merchants.models import KeyKind, Merchant, RequestLog
from loyalty.merchants.scopes import Scope
from tests.api.cast import Caller, make_key, message
from tests.cast import make_colleague, make_merchant, make_stranger, make_user, sign_in


def test_a_key_opens_its_merchants_programme(merchant: Merchant) -> None:
    response = Caller(merchant).get("points_settings")

    assert response.status_code == 200
    assert response.json() == {"points_settings": {"points_label": {"one": "point", "other": "points"}}}
    assert response["Content-Type"] == "application/json"


def test_the_key_may_come_as_the_name_of_basic_authentication(merchant: Merchant) -> None:
    _key, secret = make_key(merchant)
    basic = base64.b64encode(f"{secret}:".encode()).decode()

    response = Client().get("/v1/points_settings", headers={"Authorization": f"Basic {basic}"})

    assert response.status_code == 200


@pytest.mark.parametrize(
    "said",
    ["", "Bearer", "Bearer ", "Bearer api_nobody", "Basic !!!", "Basic /w==", "Digest x", "Bearer \xff\xfe"],
)
def test_nobody_gets_in_without_a_key(said: str, merchant: Merchant) -> None:
    response = Client().get("/v1/points_settings", headers={"Authorization": said} if said else {})

    assert response.status_code == 401
    assert message(response)
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_key_that_is_over_opens_nothing(merchant: Merchant) -> None:
    key, revoked = make_key(merchant)
    _key, expired = make_key(merchant, expires_at=now() + timedelta(microseconds=1))
    with scope(merchant=merchant):
        revoke_key(key, at=now())

    answers = [Caller(merchant, secret=secret).get("points_settings") for secret in (revoked, expired)]

    assert [answer.status_code for answer in answers] == [401, 401]


def test_a_session_is_no_key(merchant: Merchant, client: Client) -> None:
    sign_in(client, make_colleague(merchant))

    assert client.get("/v1/points_settings").status_code == 401


def test_a_key_does_what_it_was_granted_and_no_more(merchant: Merchant) -> None:
    allowed = Caller(merchant, [Scope.POINTS_SETTINGS_READ]).get("points_settings")
    refused = Caller(merchant, [Scope.CUSTOMER_READ]).get("points_settings")

    assert allowed.status_code == 200
    assert refused.status_code == 403
    assert message(refused) == "This takes the scope points_settings:read."


def test_a_publishable_key_reads_what_a_page_may_show(merchant: Merchant) -> None:
    _key, secret = make_key(merchant, kind=KeyKind.PUBLISHABLE)

    assert Caller(merchant, secret=secret).get("points_settings").status_code == 200


def test_what_was_asked_stands_in_the_log(merchant: Merchant) -> None:
    key, secret = make_key(merchant)
    caller = Caller(merchant, secret=secret)

    fine = caller.get("points_settings", {"debug": "ada@example.com"})
    lost = caller.get("points_settings")

    with scope(merchant=merchant):
        lines = RequestLog.objects.order_by("pk").values_list(
            "method", "path", "status", "source", "caller", "key"
        )
        assert list(lines) == [
            ("GET", "/v1/points_settings", fine.status_code, "api", "A program", key.pk),
            ("GET", "/v1/points_settings", 200, "api", "A program", key.pk),
        ]
        assert [str(line.request_id) for line in RequestLog.objects.order_by("pk")] == [
            fine["X-Request-Id"],
            lost["X-Request-Id"],
        ]


def test_each_merchants_key_sees_its_own_programme(merchant: Merchant) -> None:
    make_stranger()
    theirs = make_merchant(owner=make_user("Other"), name="Other shop")
    with scope(merchant=theirs):
        theirs.program.point_name = "star"
        theirs.program.save(update_fields=["point_name"])

    ours, others = Caller(merchant).get("points_settings"), Caller(theirs).get("points_settings")

    assert ours.json()["points_settings"]["points_label"]["one"] == "point"
    assert others.json()["points_settings"]["points_label"]["one"] == "star"
