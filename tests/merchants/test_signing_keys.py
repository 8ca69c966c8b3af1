"""Settings → Developer → Signing keys."""

import pytest
from django.db import connection
from django.test import Client
from django_scopes import scope

from loyalty.audit.models import AuditEvent
from loyalty.merchants.models import Merchant, SigningKey
from loyalty.merchants.queries.keys import signing_secrets
from loyalty.team.models import Role
from tests.cast import make_colleague, make_merchant, make_user, sign_in

pytestmark = pytest.mark.django_db

PATH = "/settings/developer/signing-keys/"


@pytest.fixture
def merchant() -> Merchant:
    return make_merchant()


@pytest.fixture
def client(client: Client, merchant: Merchant) -> Client:
    return sign_in(client, make_user("Olive"))


def make_key(client: Client, name: str = "Web shop") -> tuple[SigningKey, str]:
    made = client.post(PATH, {"name": name}).context["made"]
    return made.key, made.secret


def test_several_keys_are_believed_at_once(client: Client, merchant: Merchant) -> None:
    first, first_secret = make_key(client)
    second, second_secret = make_key(client, "New web shop")

    with scope(merchant=merchant):
        assert signing_secrets() == {first.kid: first_secret, second.kid: second_secret}
    assert len(first_secret) >= 43


def test_the_secret_is_shown_once_and_sealed_in_the_database(client: Client) -> None:
    response = client.post(PATH, {"name": "Web shop"})

    secret = response.context["made"].secret
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM merchants_signingkey")
        kept = cursor.fetchall()[0][0]
    assert secret in response.text
    assert "no-store" in response["Cache-Control"]
    assert secret not in client.get(PATH).text
    assert secret not in kept


def test_a_revoked_key_is_believed_no_longer(client: Client, merchant: Merchant) -> None:
    key, _secret = make_key(client)
    path = f"{PATH}{key.pk}/revoke/"

    question = client.get(path).text
    client.post(path)
    again = client.post(path, follow=True).text

    assert "are refused from now on" in question
    assert "This key was revoked before." in again
    with scope(merchant=merchant):
        assert signing_secrets() == {}
        events = AuditEvent.objects.filter(subject="signing_key").order_by("pk")
        assert [event.action for event in events] == ["signing_key.created", "signing_key.revoked"]


def test_a_key_needs_a_name(client: Client, merchant: Merchant) -> None:
    response = client.post(PATH, {"name": " "})

    assert response.context["form"].errors == {"name": ["Give the key a name."]}
    with scope(merchant=merchant):
        assert not SigningKey.objects.exists()


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.VIEWER])
def test_only_owners_and_admins_come_in(client: Client, merchant: Merchant, role: Role) -> None:
    key, _secret = make_key(client)
    sign_in(client, make_colleague(merchant, role=role))

    assert client.get(PATH).status_code == 403
    assert client.post(f"{PATH}{key.pk}/revoke/").status_code == 403
