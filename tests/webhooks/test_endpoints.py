"""Adding, changing, pausing and removing endpoints."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings

from loyalty.audit.models import AuditEvent
from loyalty.merchants.models import Merchant
from loyalty.webhooks.actions import (
    AddressTaken,
    InvalidAddress,
    NoTopics,
    TooManyEndpoints,
    add_endpoint,
    change_endpoint,
    pause_endpoint,
    remove_endpoint,
    resume_endpoint,
    rotate_secret,
    stop_webhooks,
)
from loyalty.webhooks.models import MOST_ENDPOINTS, Delivery, DeliveryState, Endpoint, WhyOff
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db

URL = "https://shop.example.com/hooks"


def make_endpoint(merchant: Merchant, url: str = URL, source: str = "", **terms: Any) -> Endpoint:
    topics = terms.pop("topics", ["customer/updated"])
    return add_endpoint(merchant, url, topics, source, terms.pop("at", MONDAY), **terms)


def test_a_new_endpoint_has_a_secret_and_a_test_message_on_its_way(merchant: Merchant) -> None:
    endpoint = make_endpoint(merchant, topics=["reward_fulfillment/created", "customer/updated", "nonsense"])

    assert endpoint.topics == ["customer/updated", "reward_fulfillment/created"]
    assert endpoint.secret.startswith("whsec_")
    assert len(endpoint.secret) == 50
    delivery = Delivery.objects.get()
    assert (delivery.endpoint, delivery.state, delivery.message.topic) == (endpoint, "waiting", "ping")
    assert AuditEvent.objects.filter(action="webhook.added", subject_id=endpoint.pk).exists()


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "invalid_address"),
        ("shop.example.com", "invalid_address"),
        ("ftp://shop.example.com/", "invalid_address"),
        ("https://", "invalid_address"),
        ("https://shop.example.com/#part", "invalid_address"),
        ("https://shop.example.com/a b", "invalid_address"),
        ("https://shop.example.com/\r\nHost: x", "invalid_address"),
        ("https://shöp.example.com/", "invalid_address"),
        ("https://shop.example.com:99999/", "invalid_address"),
        ("https://[::1/", "invalid_address"),
        ("https://shop.example.com/" + "a" * 500, "invalid_address"),
        ("http://shop.example.com/", "address_not_https"),
        ("https://shop.example.com:8443/", "address_has_port"),
        ("https://olive:secret@shop.example.com/", "address_has_password"),
        ("https://localhost/", "address_private"),
        ("https://printer.local/", "address_private"),
        ("https://127.0.0.1/", "address_private"),
        ("https://10.1.2.3/", "address_private"),
        ("https://[::ffff:10.1.2.3]/", "address_private"),
    ],
)
def test_an_address_that_cannot_work_is_refused(merchant: Merchant, url: str, code: str) -> None:
    with pytest.raises(InvalidAddress) as refusal:
        make_endpoint(merchant, url)

    assert refusal.value.code == code
    assert not Endpoint.objects.exists()


def test_this_machine_may_be_told_only_where_the_installation_says_so(
    merchant: Merchant, settings: Settings
) -> None:
    settings.WEBHOOKS_TO_LOOPBACK = True

    assert make_endpoint(merchant, "http://127.0.0.1:8123/hooks").is_active
    with pytest.raises(InvalidAddress):
        make_endpoint(merchant, "http://10.0.0.1:8123/hooks")


def test_no_topic_the_same_address_and_too_many_are_refused(merchant: Merchant) -> None:
    with pytest.raises(NoTopics):
        make_endpoint(merchant, topics=["ping"])
    make_endpoint(merchant)
    with pytest.raises(AddressTaken):
        make_endpoint(merchant)
    for number in range(MOST_ENDPOINTS - 1):
        make_endpoint(merchant, f"{URL}/{number}")
    with pytest.raises(TooManyEndpoints) as refusal:
        make_endpoint(merchant, f"{URL}/more")

    assert str(refusal.value).startswith(f"There are {MOST_ENDPOINTS} webhooks already.")


def test_an_endpoint_changes_its_address_and_topics(merchant: Merchant) -> None:
    endpoint = make_endpoint(merchant)
    make_endpoint(merchant, f"{URL}/other")

    with pytest.raises(AddressTaken):
        change_endpoint(
            endpoint, url=f"{URL}/other", topics=endpoint.topics, description="", by=None, at=MONDAY
        )
    change_endpoint(
        endpoint, url=f"{URL}/new", topics=["points/expiring"], description="Till", by=None, at=MONDAY
    )

    endpoint.refresh_from_db()
    assert (endpoint.url, endpoint.topics, endpoint.description) == (
        f"{URL}/new",
        ["points/expiring"],
        "Till",
    )


def test_a_new_secret_leaves_the_old_one_a_day(merchant: Merchant) -> None:
    endpoint = make_endpoint(merchant)

    rotated = rotate_secret(endpoint, by=None, at=MONDAY)

    assert rotated.secret != endpoint.secret
    assert rotated.previous_secret == endpoint.secret
    assert rotated.previous_until == MONDAY + timedelta(hours=24)


def test_pausing_twice_is_once_and_resuming_sends_again(merchant: Merchant) -> None:
    endpoint = make_endpoint(merchant)

    pause_endpoint(endpoint, by=None, at=MONDAY)
    pause_endpoint(endpoint, by=None, at=MONDAY + timedelta(hours=1))
    endpoint.refresh_from_db()
    assert (endpoint.paused_at, endpoint.is_active) == (MONDAY, True)

    resume_endpoint(endpoint, by=None, at=MONDAY)
    endpoint.refresh_from_db()
    assert endpoint.paused_at is None
    assert AuditEvent.objects.filter(action="webhook.paused").count() == 1


def test_an_app_that_is_removed_takes_its_endpoints_along_and_brings_them_back(merchant: Merchant) -> None:
    own = make_endpoint(merchant)
    of_app = make_endpoint(merchant, source="cm-commerce", secret="whsec_b2xk")

    assert stop_webhooks(merchant, "cm-commerce", MONDAY) == 1
    assert stop_webhooks(merchant, "cm-commerce", MONDAY) == 0
    of_app.refresh_from_db()
    assert (of_app.is_active, of_app.disabled_why) == (False, WhyOff.REMOVED)
    assert of_app.deliveries.get().state == DeliveryState.DROPPED
    assert own.deliveries.get().state == DeliveryState.WAITING

    again = make_endpoint(merchant, source="cm-commerce", secret="whsec_bmV3")
    assert (again.pk, again.is_active, again.secret) == (of_app.pk, True, "whsec_bmV3")


def test_removing_an_endpoint_removes_its_log(merchant: Merchant) -> None:
    endpoint = make_endpoint(merchant)

    remove_endpoint(endpoint, by=None, at=MONDAY)

    assert not Endpoint.objects.exists()
    assert not Delivery.objects.exists()
    assert AuditEvent.objects.get(action="webhook.removed").before == {"url": URL}


def test_refusals_are_sentences() -> None:
    assert all(
        str(kind()).endswith(".") for kind in (*InvalidAddress.__subclasses__(), NoTopics, AddressTaken)
    )
