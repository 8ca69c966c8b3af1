"""Settings → Developer: making, seeing and revoking keys, and looking into the request log."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from django_scopes import scope

from loyalty import flows
from loyalty.audit.models import AuditEvent
from loyalty.merchants.actions import log_request
from loyalty.merchants.authentication import principal_of
from loyalty.merchants.models import ApiKey, KeyKind, Merchant
from loyalty.merchants.queries.keys import key_of
from loyalty.merchants.scopes import Scope
from loyalty.team.models import Role
from tests.cast import make_colleague, make_merchant, make_user, sign_in

pytestmark = pytest.mark.django_db

KEYS = "/settings/developer/"
NEW = "/settings/developer/keys/new/"
REQUESTS = "/settings/developer/requests/"
# What one is granted with these is looked at by no address of its own.
ONLY_FOR_SENDING = (
    Scope.CUSTOMER_IDENTITY_READ,
    Scope.CUSTOMER_IDENTITY_WRITE,
    Scope.POINTS_PURCHASE_READ,
    Scope.POINTS_PURCHASE_WRITE,
)


@pytest.fixture
def merchant() -> Merchant:
    return make_merchant()


@pytest.fixture
def client(client: Client, merchant: Merchant) -> Client:
    return sign_in(client, make_user("Olive"))


def make_key(merchant: Merchant, *, name: str = "Till") -> ApiKey:
    terms: dict[str, Any] = {"kind": KeyKind.SECRET, "scopes": ["order:write"], "expires_at": None}
    with scope(merchant=merchant):
        return flows.key_created(merchant, name=name, by=make_user("Olive"), at=now(), **terms).key


def ask(key: ApiKey, *, path: str, status: int = 200, number: int = 1) -> None:
    with scope(merchant=key.merchant):
        log_request(
            principal_of(key),
            key=key,
            method="GET",
            path=path,
            status=status,
            milliseconds=9,
            request_id=UUID(int=number),
            at=now(),
        )


def test_a_key_is_shown_once_and_works(client: Client, merchant: Merchant) -> None:
    typed = {"name": "Till", "kind": "api", "life": "30", "scopes": ["order:write", "customer:read"]}

    response = client.post(NEW, typed)

    secret = response.context["made"].secret
    known = key_of(secret, at=now())
    assert known is not None
    key = known.key
    assert key.scopes == ["customer:read", "order:write"]
    assert key.expires_at is not None
    assert timedelta(days=29) < key.expires_at - now() < timedelta(days=31)
    assert secret in response.text
    assert "no-store" in response["Cache-Control"]
    assert secret not in client.get(KEYS).text + client.get(f"{KEYS}keys/{key.pk}/").text


def test_what_the_key_may_do_is_said_in_words(client: Client, merchant: Merchant) -> None:
    key = make_key(merchant)

    page = client.get(f"{KEYS}keys/{key.pk}/").text

    assert "Send orders and refunds" in page
    assert "Not used yet" in page
    assert f"{key.shown}" in page


def test_a_publishable_key_needs_no_scopes(client: Client, merchant: Merchant) -> None:
    response = client.post(NEW, {"name": "Pages", "kind": "pub", "life": "0", "scopes": []})

    assert response.context["made"].secret.startswith("pub_")


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"name": ""}, "name", "Give the key a name."),
        ({"scopes": []}, "scopes", "Choose what the key may do."),
        ({"kind": "eat"}, "kind", "Select a valid choice. eat is not one of the available choices."),
    ],
)
def test_a_mistake_is_said_at_its_field(
    client: Client, merchant: Merchant, typed: dict[str, object], field: str, sentence: str
) -> None:
    response = client.post(
        NEW, {"name": "Till", "kind": "api", "life": "0", "scopes": ["order:write"], **typed}
    )

    assert response.context["form"].errors == {field: [sentence]}
    with scope(merchant=merchant):
        assert not ApiKey.objects.exists()


def test_revoking_asks_first_and_is_written_down(client: Client, merchant: Merchant) -> None:
    key = make_key(merchant)
    path = f"{KEYS}keys/{key.pk}/revoke/"

    question = client.get(path).text
    client.post(path)
    again = client.post(path, follow=True).text

    assert "is refused from now on" in question
    assert "This key was revoked before." in again
    with scope(merchant=merchant):
        assert ApiKey.objects.get().revoked_at is not None
        events = AuditEvent.objects.filter(subject="api_key").order_by("pk")
        assert [(event.action, str(event.actor)) for event in events] == [
            ("api_key.created", "Olive"),
            ("api_key.revoked", "Olive"),
        ]


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.VIEWER])
def test_only_owners_and_admins_come_in(client: Client, merchant: Merchant, role: Role) -> None:
    key = make_key(merchant)
    sign_in(client, make_colleague(merchant, role=role))

    answers = [client.get(path).status_code for path in (KEYS, NEW, REQUESTS, f"{KEYS}keys/{key.pk}/")]

    assert answers == [403] * 4
    assert client.post(f"{KEYS}keys/{key.pk}/revoke/").status_code == 403


def test_the_list_takes_as_many_queries_for_three_keys_as_for_one(client: Client, merchant: Merchant) -> None:
    make_key(merchant)
    one = _queries(client, KEYS)
    make_key(merchant, name="Second")
    make_key(merchant, name="Third")

    assert _queries(client, KEYS) == one


def test_the_log_is_narrowed_by_answer_caller_and_words(client: Client, merchant: Merchant) -> None:
    till, warehouse = make_key(merchant), make_key(merchant, name="Warehouse")
    ask(till, path="/v1/customers")
    ask(till, path="/v1/orders/9", status=422)
    ask(warehouse, path="/v1/customers/7", status=429, number=7)

    def found(**asked: str) -> list[str]:
        lines = client.get(REQUESTS, asked).context["lines"]
        return [line.request.path for line in lines]

    assert found() == ["/v1/customers/7", "/v1/orders/9", "/v1/customers"]
    assert found(outcome="refused") == ["/v1/customers/7", "/v1/orders/9"]
    assert found(outcome="limited") == ["/v1/customers/7"]
    assert found(caller=str(till.pk)) == ["/v1/orders/9", "/v1/customers"]
    assert found(caller="apps") == []
    assert found(q="orders") == ["/v1/orders/9"]
    assert found(q="warehouse") == ["/v1/customers/7"]
    assert found(q=str(UUID(int=7))) == ["/v1/customers/7"]
    assert found(q="\x00", caller="x" * 30, outcome="?") == found()


def test_the_log_takes_as_many_queries_for_three_lines_as_for_one(client: Client, merchant: Merchant) -> None:
    key = make_key(merchant)
    ask(key, path="/v1/customers")
    one = _queries(client, REQUESTS)
    ask(key, path="/v1/customers")
    ask(key, path="/v1/orders")

    assert _queries(client, REQUESTS) == one


def test_empty_pages_say_what_to_do(client: Client) -> None:
    assert "No keys yet" in client.get(KEYS).text
    assert "No requests yet" in client.get(REQUESTS).text
    assert "No request fits" in client.get(REQUESTS, {"q": "orders"}).text


def _queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("granted", [one for one in Scope if one not in ONLY_FOR_SENDING])
def test_a_new_key_can_be_tried_with_a_request_that_it_may_make(client: Client, granted: Scope) -> None:
    response = client.post(NEW, {"name": "Till", "kind": "api", "life": "0", "scopes": [granted]})

    address, secret = response.context["address"], response.context["made"].secret
    assert f'curl -H "Authorization: Bearer {secret}" \\\n  {address}' in response.text
    assert client.get(address, headers={"authorization": f"Bearer {secret}"}).status_code == 200


@pytest.mark.parametrize("granted", ONLY_FOR_SENDING)
def test_a_new_key_that_reads_nothing_comes_without_such_a_request(client: Client, granted: Scope) -> None:
    response = client.post(NEW, {"name": "Till", "kind": "api", "life": "0", "scopes": [granted]})

    assert response.context["made"].secret in response.text
    assert "curl" not in response.text


def test_a_key_whose_requests_are_forgotten_was_used_all_the_same(client: Client, merchant: Merchant) -> None:
    key = make_key(merchant)
    page = f"{KEYS}keys/{key.pk}/"
    before = client.get(page).text

    with scope(merchant=merchant):
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now() - timedelta(days=60))

    assert "No requests yet" in before
    assert "Nothing was asked with this key in the last 30 days." in client.get(page).text
