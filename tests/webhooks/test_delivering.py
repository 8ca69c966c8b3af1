"""From what happens to what a receiver hears: within one sweep, signed, once."""

import json
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from django_scopes import scope
from pytest_django import DjangoAssertNumQueries, Settings
from standardwebhooks.webhooks import Webhook

from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.jobs.models import Job
from loyalty.merchants.models import Merchant
from loyalty.outbox.models import Fact
from loyalty.webhooks.actions import pause_endpoint, resume_endpoint, rotate_secret
from loyalty.webhooks.actions.telling import tell_endpoints
from loyalty.webhooks.models import Attempt, Delivery, Endpoint, Message
from loyalty.webhooks.queries import has_work
from loyalty.webhooks.tasks.delivering import ROOM
from tests.cast import (
    MONDAY,
    make_adjustment,
    make_customer,
    make_merchant,
    make_order,
    make_reward,
    make_rule,
    make_user,
)
from tests.webhooks.cast import heard, make_due, make_endpoint, sweep
from tests.webhooks.receiver import Receiver, Said, receiving


def states(endpoint: Endpoint, topic: str = "customer/updated") -> list[str]:
    found = Delivery.objects.filter(endpoint=endpoint, message__topic=topic).order_by("pk")
    return list(found.values_list("state", flat=True))


def test_a_new_endpoint_is_pinged(merchant: Merchant, receiver: Receiver) -> None:
    make_endpoint(receiver.url)

    sweep()

    (ping,) = heard(receiver, "ping")
    assert ping == {
        "account_id": merchant.pk,
        "topic": "ping",
        "created_at": "2026-03-02T09:00:00.000Z",
        "data": {},
    }
    assert receiver.paths == ["/hooks"]


def test_a_customer_who_changed_is_told_in_smiles_shape(
    merchant: Merchant, receiver: Receiver, settings: Settings
) -> None:
    settings.SITE_URL = "https://loyalty.example.com"
    make_endpoint(receiver.url)

    ada = make_customer(points=50, last_name="Lovelace")
    sweep()

    (told,) = heard(receiver, "customer/updated")
    ada.refresh_from_db()
    assert told["account_id"] == merchant.pk
    assert told["data"]["customer"] == {
        "id": ada.pk,
        "first_name": "Ada",
        "last_name": "Lovelace",
        "email": ada.email,
        "state": "member",
        "date_of_birth": None,
        "points_balance": 50,
        "referral_url": f"https://loyalty.example.com/r/{merchant.pk}-{ada.referral_code}/",
        "vip_tier_id": None,
        "created_at": "2026-03-02T09:00:00.000Z",
        "updated_at": told["data"]["customer"]["updated_at"],
    }


def test_the_signature_is_that_of_standard_webhooks(merchant: Merchant, receiver: Receiver) -> None:
    endpoint = make_endpoint(receiver.url)

    sweep()

    headers, body = receiver.heard[0]
    assert Webhook(endpoint.secret).verify(body, headers) == json.loads(body)
    with pytest.raises(Exception, match="No matching signature"):
        Webhook(endpoint.secret).verify(body.replace(b"ping", b"pong"), headers)


def test_for_a_day_after_a_rotation_both_secrets_sign(merchant: Merchant, receiver: Receiver) -> None:
    endpoint = make_endpoint(receiver.url)
    old = endpoint.secret

    endpoint = rotate_secret(endpoint, by=None, at=now())
    sweep()
    headers, body = receiver.heard[-1]
    assert Webhook(old).verify(body, headers)
    assert Webhook(endpoint.secret).verify(body, headers)

    Endpoint.objects.update(previous_until=now() - timedelta(seconds=1))
    make_customer()
    sweep()
    headers, body = receiver.heard[-1]
    assert Webhook(endpoint.secret).verify(body, headers)
    with pytest.raises(Exception, match="No matching signature"):
        Webhook(old).verify(body, headers)


def test_an_order_is_told_as_points_and_as_its_customer(merchant: Merchant, receiver: Receiver) -> None:
    make_rule()
    make_endpoint(receiver.url, "points_transaction/created")

    ada = make_customer()
    make_order(ada, external_id="1")
    sweep()
    make_adjustment(ada, points=-3)
    sweep()

    changes = [
        told["data"]["points_transaction"]["points_change"]
        for told in heard(receiver, "points_transaction/created")
    ]
    assert changes == [*ada.points_transactions.order_by("pk").values_list("points", flat=True)]
    assert changes[-1] == -3
    assert heard(receiver, "customer/updated") == []


def test_a_reward_is_told_when_it_is_given_and_when_it_is_used(
    merchant: Merchant, receiver: Receiver
) -> None:
    make_endpoint(receiver.url, "reward_fulfillment/created", "reward_fulfillment/updated")
    issued = flows.coupon_given(make_reward(), customer=make_customer(), key="1", by=None, at=now())
    sweep()
    flows.coupon_used(issued.coupon, by=None, at=now())
    sweep()

    (given,) = heard(receiver, "reward_fulfillment/created")
    (used,) = heard(receiver, "reward_fulfillment/updated")
    assert given["data"]["reward_fulfillment"]["code"] == issued.coupon.code
    assert (
        given["data"]["reward_fulfillment"]["usage_status"],
        used["data"]["reward_fulfillment"]["usage_status"],
    ) == (
        "unused",
        "used",
    )


def test_a_failure_is_tried_again_with_the_same_id_and_body(merchant: Merchant, receiver: Receiver) -> None:
    receiver.answers = [Said(), Said(500, b"database away")]
    endpoint = make_endpoint(receiver.url)
    sweep()
    ada = make_customer()
    sweep()

    delivery = Delivery.objects.get(message__topic="customer/updated")
    assert (delivery.state, delivery.status, delivery.failure, delivery.attempts) == (
        "waiting",
        500,
        "status",
        1,
    )
    assert timedelta(seconds=4) < delivery.next_at - now() <= timedelta(seconds=6)
    assert not has_work()
    make_adjustment(ada, points=5)
    make_due()
    sweep()

    first, again = [entry for entry in receiver.heard if b'"points_balance":0' in entry[1]]
    assert (first[0]["webhook-id"], first[1]) == (again[0]["webhook-id"], again[1])
    assert states(endpoint) == ["delivered", "delivered"]
    endpoint.refresh_from_db()
    assert endpoint.failing_since is None


def test_after_ten_failures_over_three_days_it_is_given_up(merchant: Merchant, receiver: Receiver) -> None:
    endpoint = make_endpoint(receiver.url)
    sweep()
    receiver.usually = Said(503)
    make_customer()
    waited = timedelta(0)
    for _attempt in range(12):
        sweep()
        delivery = Delivery.objects.get(message__topic="customer/updated")
        if delivery.state == "waiting":
            waited += delivery.next_at - now()
        make_due()

    assert timedelta(hours=74) < waited < timedelta(hours=92)
    assert states(endpoint) == ["failed"]
    assert Attempt.objects.filter(delivery=delivery).count() == 10


def test_a_receiver_that_asks_for_time_gets_it(merchant: Merchant, receiver: Receiver) -> None:
    receiver.answers = [Said(429, headers={"Retry-After": "3600"})]
    make_endpoint(receiver.url)

    sweep()

    assert Delivery.objects.get().next_at - now() > timedelta(minutes=59)


def test_gone_turns_an_endpoint_off_at_once_and_tells_the_team(
    merchant: Merchant, receiver: Receiver
) -> None:
    endpoint = make_endpoint(receiver.url)
    sweep()
    receiver.usually = Said(410)
    make_customer()
    sweep()
    make_customer(first_name="Grace")
    sweep()

    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.disabled_why) == (False, "gone")
    assert states(endpoint) == ["failed"]
    (letter,) = mail.outbox
    assert letter.bcc == [make_user("Olive").email]
    assert receiver.url in letter.body
    assert f"/settings/developer/webhooks/{endpoint.pk}/" in letter.body


def test_five_days_without_an_answer_turn_an_endpoint_off(merchant: Merchant, receiver: Receiver) -> None:
    endpoint = make_endpoint(receiver.url)
    sweep()
    receiver.usually = Said(500)
    Endpoint.objects.update(failing_since=now() - timedelta(days=4, hours=23))
    make_customer()
    sweep()
    endpoint.refresh_from_db()
    assert endpoint.is_active

    Endpoint.objects.update(failing_since=now() - timedelta(days=5, hours=1))
    make_due()
    sweep()
    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.disabled_why) == (False, "silent")
    assert len(mail.outbox) == 1


def test_while_paused_it_waits_and_comes_when_resumed(merchant: Merchant, receiver: Receiver) -> None:
    endpoint = make_endpoint(receiver.url)
    sweep()
    pause_endpoint(endpoint, by=None, at=MONDAY)
    make_customer()
    sweep()
    assert states(endpoint) == ["waiting"]
    assert not has_work()

    resume_endpoint(endpoint, by=None, at=MONDAY)
    sweep()
    assert states(endpoint) == ["delivered"]


def test_redirects_are_not_followed(merchant: Merchant, receiver: Receiver) -> None:
    receiver.usually = Said(302, headers={"Location": "http://127.0.0.1:1/"})
    make_endpoint(receiver.url)

    sweep()

    assert Delivery.objects.get().failure == "redirect"
    assert len(receiver.heard) == 1


def test_a_slow_endpoint_keeps_nobody_waiting_and_is_asked_few_at_once(
    merchant: Merchant, receiver: Receiver
) -> None:
    with receiving() as slow:
        slow.usually = Said(seconds=3)
        make_endpoint(slow.url)
        make_endpoint(receiver.url)
        for number in range(6):
            make_customer(first_name=f"Customer{number}")
        began = time.monotonic()
        arrived: list[float] = []
        hear = receiver.hear

        def noted(path: str, headers: dict[str, str], body: bytes) -> Said:
            arrived.append(time.monotonic() - began)
            return hear(path, headers, body)

        receiver.hear = noted  # type: ignore[method-assign]  # a stop watch beside the receiver
        sweep()

    assert len(arrived) == 7
    assert max(arrived) < 3
    assert slow.most_at_once <= 4


def test_all_that_was_committed_leaves_within_one_sweep(merchant: Merchant, receiver: Receiver) -> None:
    # More than leave at once, to more than one endpoint.
    people, endpoints = 3 * ROOM, 2
    for number in range(endpoints):
        make_endpoint(f"{receiver.url}?{number}")
    for number in range(people):
        make_customer(first_name=f"Customer{number}")

    sweep()

    assert len(heard(receiver, "customer/updated")) == people * endpoints
    assert not has_work()
    assert [job.attempts for job in Job.objects.filter(kind="webhooks.deliver")] == [1]


def test_what_other_merchants_do_is_not_told(merchant: Merchant, receiver: Receiver) -> None:
    make_endpoint(receiver.url)
    other = make_merchant(owner=make_user("Stranger"), name="Other")
    with scope(merchant=other):
        make_customer()

    sweep()

    assert heard(receiver, "customer/updated") == []
    assert not Fact.objects.filter(told_at=None).exists()


def test_telling_takes_as_many_statements_for_one_fact_as_for_thirty(
    merchant: Merchant, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_endpoint()
    make_customer()
    with CaptureQueriesContext(connection) as few:
        assert tell_endpoints() == 1
    for number in range(30):
        make_customer(first_name=f"Customer{number}")

    with django_assert_num_queries(len(few)):
        assert tell_endpoints() == 30


def test_of_many_changes_that_wait_the_last_is_told(merchant: Merchant) -> None:
    make_endpoint()
    ada = make_customer()
    for _time in range(3):
        make_adjustment(ada, points=1)

    assert tell_endpoints() == 4

    assert Message.objects.filter(topic="customer/updated").count() == 1


def test_nothing_is_kept_of_somebody_who_was_erased(merchant: Merchant, receiver: Receiver) -> None:
    receiver.usually = Said(body=b"thanks, ada@example.com")
    make_endpoint(receiver.url)
    ada = make_customer()
    sweep()
    assert "ada@" in str(Message.objects.get(topic="customer/updated").body)
    Attempt.objects.update(answer="thanks, ada@example.com")

    flows.customer_erased(ada, by=None, at=now())
    sweep()

    bodies = Message.objects.filter(topic="customer/updated").values_list("body", flat=True)
    assert not any("ada@" in (body or "") for body in bodies)
    assert not Attempt.objects.filter(
        delivery__message__topic="customer/updated", answer__contains="ada@"
    ).exists()
    assert Customer.objects.get(pk=ada.pk).erased_at


def test_a_secret_that_cannot_be_read_stops_no_other(
    merchant: Merchant, receiver: Receiver, settings: Settings
) -> None:
    settings.CREDENTIAL_KEYS = ["a key that was taken away too early"]
    lost = make_endpoint(f"{receiver.url}/lost")
    settings.CREDENTIAL_KEYS = ["another long random text"]
    well = make_endpoint(receiver.url)

    sweep()

    found = dict(Delivery.objects.values_list("endpoint_id", "state"))
    assert found == {lost.pk: "waiting", well.pk: "delivered"}


def test_what_a_killed_sender_held_is_sent_again(merchant: Merchant, receiver: Receiver) -> None:
    make_endpoint(receiver.url)
    Delivery.objects.update(
        state="sending", attempts=1, lease_until=now() - timedelta(seconds=1), tried_at=now()
    )

    assert has_work()
    sweep()

    assert Delivery.objects.get().state == "delivered"
    assert list(Attempt.objects.order_by("pk").values_list("failure", flat=True)) == ["interrupted", ""]
