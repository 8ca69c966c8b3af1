"""What a merchant tells an app: at its install, later, and after it came back."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django_scopes import scope

from apps_marketplace.actions import (
    CannotMove,
    remove_app,
    request_install,
    save_settings,
)
from apps_marketplace.connectors import SettingsRefused
from apps_marketplace.models import Approval, Installation, InstallationSecret, InstallationState
from apps_marketplace.queries import installation_of, settings_of
from loyalty.audit.models import AuditEvent
from loyalty.merchants.models import Merchant
from loyalty.team.models import Role
from tests.apps_marketplace.cast import CM_COMMERCE, install_app, make_paying_merchant
from tests.apps_marketplace.posts import POST_HOUSE, RIGHT, PostHouse, offered
from tests.cast import MONDAY, make_colleague, make_user, sign_in

pytestmark = pytest.mark.django_db

S = InstallationState
PAGE, SETTINGS = f"/apps/{POST_HOUSE}/", f"/apps/{POST_HOUSE}/settings/"
TYPED = {"email": "api@example.com", "password": RIGHT, "region": "eu", "note": "", "is_eager": "on"}
GIVEN: dict[str, Any] = {**TYPED, "is_eager": True}
KEPT = {name: value for name, value in GIVEN.items() if name != "password"}


@pytest.fixture(autouse=True)
def _post_house() -> Iterator[None]:
    with offered(PostHouse):
        yield


def connected() -> Merchant:
    merchant = make_paying_merchant()
    with scope(merchant=merchant):
        request_install(merchant, app=POST_HOUSE, by=make_user("Olive"), at=MONDAY)
    save(merchant)
    return merchant


def save(merchant: Merchant, **settings: Any) -> Installation:
    with scope(merchant=merchant):
        wanted = {**GIVEN, **settings}
        return save_settings(merchant, app=POST_HOUSE, settings=wanted, by=make_user("Olive"), at=MONDAY)


def told(merchant: Merchant) -> dict[str, Any]:
    with scope(merchant=merchant):
        return dict(settings_of(installation_of(merchant, app=POST_HOUSE)))


def test_install_leads_to_its_settings_and_saving_them_connects_it(client: Client) -> None:
    merchant = make_paying_merchant()
    sign_in(client, make_user())

    client.post(f"{PAGE}install/")
    installed, form = client.get(PAGE).content.decode(), client.get(SETTINGS).content.decode()
    client.post(SETTINGS, TYPED)
    page = client.get(PAGE).content.decode()

    assert f'href="{SETTINGS}"' in installed
    assert "Connect it now" in installed
    for words in ("API user", "Send at once", "Read customers", "By connecting it you agree to this"):
        assert words in form
    assert "Connected" in page
    assert told(merchant) == GIVEN
    with scope(merchant=merchant):
        installation = Installation.objects.get()
        assert (installation.state, installation.scopes) == (S.CONNECTED, ["customer:read"])
        assert installation.moves.latest("number").actor == make_user()


def test_a_secret_is_sealed_and_never_shown_again(client: Client) -> None:
    merchant = connected()
    sign_in(client, make_user())

    text = client.get(SETTINGS).content.decode()
    refused = client.post(SETTINGS, {**TYPED, "password": "another secret", "email": "nobody"})

    assert "•••• saved" in text
    assert 'value="api@example.com"' in text
    assert RIGHT not in text + client.get(PAGE).content.decode()
    assert "another secret" not in refused.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM apps_marketplace_installationsecret")
        assert RIGHT not in cursor.fetchone()[0]
    assert told(merchant)["password"] == RIGHT


def test_a_blank_secret_stays_and_a_typed_one_replaces_it(client: Client) -> None:
    merchant = connected()
    sign_in(client, make_user())

    client.post(SETTINGS, {**TYPED, "password": "", "note": "New"})
    kept = told(merchant)
    wrong = client.post(SETTINGS, {**TYPED, "password": "wrong"})

    assert kept == {**GIVEN, "note": "New"}
    assert "does not know this user" in str(wrong.context["form"].errors["password"])
    assert told(merchant) == kept


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "nobody"}, "email"),
        ({"password": ""}, "password"),
        ({"password": "wrong"}, "password"),
        ({"region": "mars"}, "region"),
        ({"region": "us"}, "__all__"),
        ({"note": "x" * 501}, "note"),
    ],
)
def test_mistakes_are_said_at_their_fields(client: Client, typed: dict[str, str], field: str) -> None:
    merchant = make_paying_merchant()
    sign_in(client, make_user())
    client.post(f"{PAGE}install/")

    answer = client.post(SETTINGS, {**TYPED, **typed})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert "Enter a valid" not in answer.content.decode()
    assert told(merchant) == {}
    with scope(merchant=merchant):
        assert Installation.objects.get().state == S.APPROVED


def test_the_audit_names_secrets_and_does_not_tell_them() -> None:
    merchant = connected()

    save(merchant, note="New", password="")
    save(merchant, note="New", password="")

    with scope(merchant=merchant):
        events = AuditEvent.objects.filter(action="installation.settings_changed").order_by("pk")
        changes = list(events.values_list("before", "after"))
    assert changes == [
        (
            {"email": None, "region": None, "note": None, "is_eager": None},
            {**KEPT, "app": POST_HOUSE, "secrets": ["password"]},
        ),
        ({"note": ""}, {"note": "New", "app": POST_HOUSE}),
    ]


def test_removing_the_app_deletes_its_secrets_and_keeps_its_settings(client: Client) -> None:
    merchant = connected()
    sign_in(client, make_user())

    losses = client.get(PAGE).content.decode()
    client.post(f"{PAGE}remove/")
    client.post(f"{PAGE}install/")
    again = client.get(SETTINGS).content.decode()

    assert "The passwords and keys that you gave it are deleted here." in losses
    assert told(merchant) == KEPT
    assert 'value="api@example.com"' in again
    assert "•••• saved" not in again


def test_an_install_that_waits_for_approval_takes_no_settings(client: Client) -> None:
    merchant = make_paying_merchant()
    with scope(merchant=merchant):
        waiting = request_install(merchant, app=POST_HOUSE, by=make_user("Olive"), at=MONDAY)
        Installation.objects.filter(pk=waiting.pk).update(state=S.WAITING, approval=Approval.ALWAYS)

    answer = sign_in(client, make_user()).get(SETTINGS)

    assert answer.status_code == 404
    with pytest.raises(CannotMove):
        save(merchant)
    assert told(merchant) == {}


def test_one_that_was_removed_meanwhile_is_not_told_anything() -> None:
    merchant = connected()
    with scope(merchant=merchant):
        remove_app(merchant, app=POST_HOUSE, by=make_user("Olive"), at=MONDAY + timedelta(hours=1))

    with pytest.raises(CannotMove):
        save(merchant)

    with scope(merchant=merchant):
        assert not InstallationSecret.objects.exists()


def test_what_the_provider_refuses_changes_nothing() -> None:
    merchant = connected()

    with pytest.raises(SettingsRefused) as refused:
        save(merchant, password="wrong", note="New")

    assert (refused.value.field, told(merchant)) == ("password", GIVEN)


def test_an_app_without_settings_has_no_such_page(client: Client) -> None:
    install_app(make_paying_merchant())

    assert sign_in(client, make_user()).get(f"/apps/{CM_COMMERCE}/settings/").status_code == 404


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.VIEWER])
def test_only_owners_and_admins_come_in(client: Client, role: Role) -> None:
    merchant = connected()
    sign_in(client, make_colleague(merchant, role=role))

    assert client.get(SETTINGS).status_code == 403
    assert SETTINGS not in client.get(PAGE).content.decode()


def test_settings_of_another_shop_stay_theirs(client: Client) -> None:
    connected()
    theirs = make_paying_merchant(owner=make_user("Stranger"), name="Somebody else's")

    answer = sign_in(client, make_user("Stranger")).get(SETTINGS)

    assert answer.status_code == 404
    with scope(merchant=theirs):
        assert not InstallationSecret.objects.exists()
