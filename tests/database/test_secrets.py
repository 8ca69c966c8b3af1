"""What the database holds but does not know."""

import pytest
from django.core.management import call_command
from django.db import connection
from django_scopes import scope, scopes_disabled
from pytest_django import Settings

from loyalty.database.secrets import UnreadableSecret, reseal, seal, unseal
from loyalty.webhooks.actions import add_endpoint
from loyalty.webhooks.models import Endpoint
from tests.cast import MONDAY, make_merchant

OLD, NEW = "an old long random text that nobody knows", "a new long random text that nobody knows"


def test_what_is_sealed_shows_nothing_and_opens_again() -> None:
    sealed = seal("whsec_canary")

    assert "canary" not in sealed
    assert unseal(sealed) == "whsec_canary"
    assert seal("whsec_canary") != sealed


def test_a_new_key_in_front_opens_what_the_old_one_sealed(settings: Settings) -> None:
    settings.CREDENTIAL_KEYS = [OLD]
    sealed = seal("whsec_canary")

    settings.CREDENTIAL_KEYS = [NEW, OLD]
    resealed = reseal(sealed)
    settings.CREDENTIAL_KEYS = [NEW]

    assert unseal(resealed) == "whsec_canary"
    with pytest.raises(UnreadableSecret):
        unseal(sealed)


@pytest.mark.django_db
def test_a_stored_secret_is_sealed_and_sealed_anew_by_a_command(settings: Settings) -> None:
    settings.CREDENTIAL_KEYS = [OLD]
    endpoint_id = _make_endpoint(secret="whsec_canary")
    before = _stored(endpoint_id)

    settings.CREDENTIAL_KEYS = [NEW, OLD]
    call_command("reseal_secrets", verbosity=0)
    settings.CREDENTIAL_KEYS = [NEW]

    assert "canary" not in before
    assert _stored(endpoint_id) != before
    with scopes_disabled():
        assert Endpoint.objects.get(pk=endpoint_id).secret == "whsec_canary"


def _make_endpoint(*, secret: str) -> int:
    merchant = make_merchant()
    with scope(merchant=merchant):
        return add_endpoint(
            merchant, "https://shop.example.com/", ["customer/updated"], "", MONDAY, secret=secret
        ).pk


def _stored(endpoint_id: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM webhooks_endpoint WHERE id = %s", [endpoint_id])
        return str(cursor.fetchone()[0])
