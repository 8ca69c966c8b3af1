"""/v1/webhooks: adding, reading, changing, removing and sending again by program."""

from typing import Any

import pytest

from loyalty.merchants.models import Merchant
from loyalty.webhooks.actions import pause_endpoint
from loyalty.webhooks.models import Delivery, Endpoint
from loyalty.webhooks.queries import allowed_topics
from tests.api.cast import Caller
from tests.cast import MONDAY
from tests.webhooks.cast import make_endpoint

URL = "https://till.example.com/hooks"


@pytest.fixture
def caller(merchant: Merchant) -> Caller:
    return Caller(merchant)


def added(caller: Caller, **said: Any) -> dict[str, Any]:
    body = {"webhook": {"url": URL, "topics": ["customer/updated"], **said}}
    answer: dict[str, Any] = caller.post("webhooks", body).json()["webhook"]
    return answer


def test_a_webhook_is_added_with_a_secret_that_is_told_once(caller: Caller) -> None:
    webhook = added(caller, description="Till")

    endpoint = Endpoint.objects.get()
    assert webhook == {
        "id": endpoint.pk,
        "url": URL,
        "description": "Till",
        "topics": ["customer/updated"],
        "is_paused": False,
        "is_active": True,
        "turned_off_because": None,
        "failing_since": None,
        "answered_at": None,
        "secret": endpoint.secret,
        "created_at": webhook["created_at"],
    }
    assert "secret" not in caller.get(f"webhooks/{endpoint.pk}").json()["webhook"]
    listed = caller.get("webhooks").json()
    assert [one["id"] for one in listed["webhooks"]] == [endpoint.pk]
    assert "secret" not in listed["webhooks"][0]
    assert listed["metadata"] == {"next_cursor": None, "previous_cursor": None}


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"url": "http://till.example.com/"}, 422),
        ({"url": "https://10.0.0.1/"}, 422),
        ({"url": ""}, 400),
        ({"topics": []}, 422),
        ({"topics": ["ping"]}, 400),
        ({"topics": ["nonsense"]}, 400),
        ({"more": 1}, 400),
    ],
)
def test_what_cannot_be_is_refused(caller: Caller, said: dict[str, Any], status: int) -> None:
    body = {"webhook": {"url": URL, "topics": ["customer/updated"], **said}}

    answer = caller.post("webhooks", body)

    assert answer.status_code == status
    assert answer.json()["error"]["message"]
    assert not Endpoint.objects.exists()


def test_the_same_address_twice_is_refused(caller: Caller) -> None:
    added(caller)

    answer = caller.post("webhooks", {"webhook": {"url": URL, "topics": ["customer/updated"]}})

    assert answer.status_code == 422


def test_nobody_hears_by_webhook_what_they_may_not_read(merchant: Merchant) -> None:
    caller = Caller(merchant, ["webhook:write", "points_transaction:read"])

    refused = caller.post("webhooks", {"webhook": {"url": URL, "topics": ["customer/updated"]}})
    webhook = added(caller, topics=["points_transaction/created"])
    changed = caller.send_json(
        "PATCH", f"webhooks/{webhook['id']}", {"webhook": {"topics": ["referral/updated"]}}
    )

    assert (refused.status_code, changed.status_code) == (403, 403)
    assert "customer/updated" in refused.json()["error"]["message"]
    assert Endpoint.objects.get().topics == ["points_transaction/created"]


def test_topics_follow_from_scopes() -> None:
    assert allowed_topics(["customer:write"]) == ["customer/updated", "points/expiring"]
    assert "referral/updated" not in allowed_topics(["referral:read"])
    assert allowed_topics([]) == []


def test_a_webhook_is_changed_paused_and_removed(caller: Caller) -> None:
    path = f"webhooks/{added(caller)['id']}"

    changed = caller.send_json("PATCH", path, {"webhook": {"topics": ["points/expiring"], "is_paused": True}})
    resumed = caller.send_json("PATCH", path, {"webhook": {"is_paused": False}})
    removed = caller.send("DELETE", path, "")

    assert (changed.json()["webhook"]["topics"], changed.json()["webhook"]["is_paused"]) == (
        ["points/expiring"],
        True,
    )
    assert (resumed.json()["webhook"]["url"], resumed.json()["webhook"]["is_paused"]) == (URL, False)
    assert removed.status_code == 200
    assert caller.get(path).status_code == 404


def test_a_new_secret_and_sending_again(caller: Caller) -> None:
    webhook = added(caller)
    Delivery.objects.update(state="failed")

    rotated = caller.post(f"webhooks/{webhook['id']}/rotate_secret", {}).json()["webhook"]
    again = caller.post(f"webhooks/{webhook['id']}/replay", {}).json()

    assert rotated["secret"] == Endpoint.objects.get().secret != webhook["secret"]
    assert again == {"webhook_replay": {"deliveries": 1}}
    pause_endpoint(Endpoint.objects.get(), by=None, at=MONDAY)
    assert caller.post(f"webhooks/{webhook['id']}/replay", {}).status_code == 422


def test_a_key_sees_no_apps_webhooks_and_needs_the_scope(caller: Caller, merchant: Merchant) -> None:
    of_app = make_endpoint(source="cm-commerce")

    assert caller.get("webhooks").json()["webhooks"] == []
    for method in ("GET", "DELETE"):
        assert caller.send(method, f"webhooks/{of_app.pk}", "").status_code == 404
    assert Caller(merchant, ["customer:read"]).get("webhooks").status_code == 403
    reader = Caller(merchant, ["webhook:read", "customer:read"])
    assert (
        reader.post("webhooks", {"webhook": {"url": URL, "topics": ["customer/updated"]}}).status_code == 403
    )
