"""/v1/webhooks: adding, reading, changing, removing and sending again by program."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty.audit.models import AuditEvent
from loyalty.merchants.models import Merchant
from loyalty.webhooks.actions import pause_endpoint
from loyalty.webhooks.models import Delivery, Endpoint, Message
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


def test_what_was_sent_is_listed_by_pages_the_newest_first(caller: Caller, merchant: Merchant) -> None:
    endpoint_id = added(caller, topics=["customer/updated", "points/expiring"])["id"]
    ping = Delivery.objects.get()
    endpoint = ping.endpoint
    message = Message.objects.create(
        topic="customer/updated", body="{}", happened_at=MONDAY, merchant=merchant
    )
    failed = Delivery.objects.create(
        endpoint=endpoint,
        message=message,
        state="failed",
        attempts=10,
        status=500,
        failure="status",
        tried_at=MONDAY,
        merchant=merchant,
    )
    path = f"webhooks/{endpoint_id}/deliveries"

    first = caller.get(path, {"limit": 1}).json()
    second = caller.get(path, {"limit": 1, "cursor": first["metadata"]["next_cursor"]}).json()

    assert first["webhook_deliveries"] == [
        {
            "id": failed.pk,
            "webhook_id": message.public_id,
            "topic": "customer/updated",
            "state": "failed",
            "attempts": 10,
            "status": 500,
            "failure": "status",
            "happened_at": "2026-03-02T09:00:00.000Z",
            "tried_at": "2026-03-02T09:00:00.000Z",
            "next_attempt_at": None,
            "created_at": first["webhook_deliveries"][0]["created_at"],
        }
    ]
    (waiting,) = second["webhook_deliveries"]
    assert (waiting["id"], waiting["topic"], waiting["state"]) == (ping.pk, "ping", "waiting")
    assert waiting["next_attempt_at"]
    assert second["metadata"]["next_cursor"] is None
    assert [one["id"] for one in caller.get(path, {"state": "failed"}).json()["webhook_deliveries"]] == [
        failed.pk
    ]
    assert [one["id"] for one in caller.get(path, {"topic": "ping"}).json()["webhook_deliveries"]] == [
        ping.pk
    ]
    assert caller.get(path, {"state": "lost"}).status_code == 400


def test_a_list_of_deliveries_takes_a_fixed_number_of_queries(caller: Caller, merchant: Merchant) -> None:
    path = f"webhooks/{added(caller)['id']}/deliveries"
    endpoint = Endpoint.objects.get()
    for _number in range(3):
        message = Message.objects.create(topic="ping", happened_at=MONDAY, merchant=merchant)
        Delivery.objects.create(endpoint=endpoint, message=message, merchant=merchant)

    with CaptureQueriesContext(connection) as one:
        caller.get(path, {"limit": 1})
    with CaptureQueriesContext(connection) as three:
        caller.get(path)

    assert len(one) == len(three)


def test_one_message_leaves_again_and_the_audit_says_so(caller: Caller) -> None:
    path = f"webhooks/{added(caller)['id']}/deliveries"
    (sent,) = caller.get(path).json()["webhook_deliveries"]
    replay = f"{path}/{sent['id']}/replay"

    too_soon = caller.post(replay, {})
    Delivery.objects.update(state="delivered", attempts=2, status=200)
    again = caller.post(replay, {})

    assert (too_soon.status_code, too_soon["X-Error-Code"]) == (422, "delivery_under_way")
    assert again.status_code == 200
    told = again.json()["webhook_delivery"]
    assert (told["webhook_id"], told["state"], told["attempts"]) == (sent["webhook_id"], "waiting", 0)
    event = AuditEvent.objects.get(action="webhook.replayed")
    assert (event.caller, event.after) == ("A program", {"deliveries": 1})
    pause_endpoint(Endpoint.objects.get(), by=None, at=MONDAY)
    Delivery.objects.update(state="delivered")
    assert caller.post(replay, {})["X-Error-Code"] == "endpoint_off"


def test_deliveries_of_another_webhook_or_of_an_app_are_not_there(caller: Caller, merchant: Merchant) -> None:
    own, of_app = added(caller)["id"], make_endpoint(source="cm-commerce")
    (of_apps,) = Delivery.objects.filter(endpoint=of_app)

    answers = [
        caller.get(f"webhooks/{of_app.pk}/deliveries"),
        caller.post(f"webhooks/{of_app.pk}/deliveries/{of_apps.pk}/replay", {}),
        caller.post(f"webhooks/{own}/deliveries/{of_apps.pk}/replay", {}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert Caller(merchant, ["webhook:read"]).post(f"webhooks/{own}/replay", {}).status_code == 403


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
