"""Settings → Developer → Webhooks: what is shown, said and done."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from loyalty.jobs.actions import later
from loyalty.merchants.models import Merchant
from loyalty.webhooks.actions import disable_endpoint, pause_endpoint
from loyalty.webhooks.actions.replays import UnderWay, replay_delivery
from loyalty.webhooks.models import Delivery, Endpoint, Message, WhyOff
from tests.cast import MONDAY, make_colleague, make_customer, make_user, sign_in
from tests.webhooks.cast import heard, make_endpoint, sweep
from tests.webhooks.receiver import Receiver, Said

BASE = "/settings/developer/webhooks/"
TYPED = {
    "url": "https://shop.example.com/hooks",
    "description": "Till",
    "topics": ["customer/updated", "points/expiring"],
}


@pytest.fixture
def client(client: Client, merchant: Merchant) -> Client:
    return sign_in(client, make_user("Olive"))


def text_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_without_webhooks_the_page_says_what_they_are_for(client: Client) -> None:
    assert "No webhooks yet" in text_of(client, BASE)


def test_adding_one_shows_its_secret_this_once(client: Client) -> None:
    answer = client.post(f"{BASE}add/", TYPED)

    endpoint = Endpoint.objects.get()
    assert (endpoint.url, endpoint.description, endpoint.topics) == tuple(TYPED.values())
    assert endpoint.created_by == make_user("Olive")
    assert endpoint.secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    for path in (BASE, f"{BASE}{endpoint.pk}/", f"{BASE}{endpoint.pk}/change/"):
        assert endpoint.secret not in text_of(client, path)


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"url": ""}, "url", "Enter a full address"),
        ({"url": "http://shop.example.com/"}, "url", "must begin with https://"),
        ({"url": "https://192.168.0.7/"}, "url", "private network"),
        ({"topics": []}, "topics", "Choose at least one"),
        ({"topics": ["ping"]}, "topics", "is not one of the available choices"),
    ],
)
def test_a_mistake_is_told_at_its_field(
    client: Client, typed: dict[str, object], field: str, sentence: str
) -> None:
    answer = client.post(f"{BASE}add/", {**TYPED, **typed})

    assert sentence in str(answer.context["form"].errors[field])
    assert not Endpoint.objects.exists()


def test_the_same_address_twice_is_told_at_the_address(client: Client) -> None:
    make_endpoint(str(TYPED["url"]))

    answer = client.post(f"{BASE}add/", TYPED)

    assert "There is already a webhook to this address" in str(answer.context["form"].errors["url"])


def test_it_can_be_changed(client: Client) -> None:
    endpoint = make_endpoint()

    client.post(f"{BASE}{endpoint.pk}/change/", {**TYPED, "url": "https://new.example.com/"})

    endpoint.refresh_from_db()
    assert (endpoint.url, endpoint.topics) == ("https://new.example.com/", TYPED["topics"])


def test_a_new_secret_is_asked_about_and_shown_once(client: Client) -> None:
    endpoint = make_endpoint()

    assert "For 24 hours" in text_of(client, f"{BASE}{endpoint.pk}/secret/")
    answer = client.post(f"{BASE}{endpoint.pk}/secret/")

    rotated = Endpoint.objects.get()
    assert rotated.secret in answer.content.decode()
    assert rotated.previous_secret == endpoint.secret


def test_pausing_resuming_and_testing(client: Client, receiver: Receiver) -> None:
    endpoint = make_endpoint(receiver.url)
    client.post(f"{BASE}{endpoint.pk}/pause/")
    assert "waits here" in text_of(client, f"{BASE}{endpoint.pk}/")
    client.post(f"{BASE}{endpoint.pk}/resume/")

    client.post(f"{BASE}{endpoint.pk}/ping/")
    sweep()

    assert len(heard(receiver, "ping")) == 2


def test_the_log_shows_attempts_and_the_body(client: Client, receiver: Receiver) -> None:
    receiver.answers = [Said(), Said(500)]
    endpoint = make_endpoint(receiver.url)
    sweep()
    make_customer()
    sweep()

    delivery = Delivery.objects.get(message__topic="customer/updated")
    for question in (
        "topic=customer/updated",
        f"q={delivery.message.public_id}",
        "q=customer/",
        "state=waiting",
    ):
        page = text_of(client, f"{BASE}{endpoint.pk}/?{question}")
        assert f"/deliveries/{delivery.pk}/" in page
        assert page.count("/deliveries/") == 1
    assert "No delivery fits" in text_of(client, f"{BASE}{endpoint.pk}/?q=msg_0")
    page = text_of(client, f"{BASE}deliveries/{delivery.pk}/")
    assert "Answered with 500" in page
    assert "&quot;first_name&quot;: &quot;Ada&quot;" in page
    assert delivery.message.public_id in page


def test_one_and_all_that_failed_can_be_sent_again(client: Client, receiver: Receiver) -> None:
    endpoint = make_endpoint(receiver.url)
    make_customer()
    sweep()
    Delivery.objects.update(state="failed")
    pinged = Delivery.objects.get(message__topic="ping")

    client.post(f"{BASE}deliveries/{pinged.pk}/replay/")
    sweep()
    assert len(heard(receiver, "ping")) == 2
    answer = client.post(f"{BASE}{endpoint.pk}/replay/", follow=True)
    sweep()

    assert "1 message leaves again" in answer.content.decode()
    assert len(heard(receiver, "customer/updated")) == 2
    first, again = [headers["webhook-id"] for headers, body in receiver.heard if b'"ping"' in body]
    assert first == again


def test_what_is_on_its_way_or_turned_off_is_not_sent_again(client: Client) -> None:
    endpoint = make_endpoint()
    waiting = Delivery.objects.get()
    with pytest.raises(UnderWay):
        replay_delivery(waiting, by=None, at=MONDAY)

    disable_endpoint(endpoint, WhyOff.GONE, at=MONDAY)
    answer = client.post(f"{BASE}deliveries/{waiting.pk}/replay/", follow=True)

    assert "Resume it first." in answer.content.decode()
    assert "Nothing is sent here any more" in text_of(client, f"{BASE}{endpoint.pk}/")


@pytest.mark.parametrize("is_paused", [True, False], ids=["paused", "turned off"])
def test_sending_again_is_offered_only_where_something_is_sent(client: Client, is_paused: bool) -> None:
    endpoint = make_endpoint()
    page, log = f"{BASE}{endpoint.pk}/", f"{BASE}deliveries/{Delivery.objects.get().pk}/"
    Delivery.objects.update(state="failed")
    before = text_of(client, page), text_of(client, log)

    if is_paused:
        pause_endpoint(endpoint, by=None, at=MONDAY)
    else:
        disable_endpoint(endpoint, WhyOff.GONE, at=MONDAY)

    assert "Send 1 undelivered again" in before[0]
    assert "Send again" in before[1]
    assert "undelivered again" not in text_of(client, page)
    assert "Send again" not in text_of(client, log)
    assert "Nothing is sent to this webhook. Resume it first." in text_of(client, log)


def test_removing_says_what_goes_with_it(client: Client) -> None:
    endpoint = make_endpoint()

    assert "The log of 1 message goes with it" in text_of(client, f"{BASE}{endpoint.pk}/remove/")
    client.post(f"{BASE}{endpoint.pk}/remove/")

    assert not Endpoint.objects.exists()


def test_an_apps_webhook_is_seen_but_not_changed(client: Client) -> None:
    endpoint = make_endpoint(source="cm-commerce")

    assert "Belongs to the app cm-commerce" in text_of(client, BASE)
    for path in ("change/", "secret/", "remove/"):
        assert client.get(f"{BASE}{endpoint.pk}/{path}").status_code == 404


def test_support_has_no_business_here(client: Client, merchant: Merchant) -> None:
    sign_in(client, make_colleague(merchant))

    assert client.get(BASE).status_code == 403


def test_what_is_a_month_old_is_forgotten(client: Client) -> None:
    make_endpoint()
    old = Message.objects.create(merchant=Merchant.objects.get(), topic="ping", happened_at=MONDAY)
    Message.objects.filter(pk=old.pk).update(created_at=now() - timedelta(days=31))

    later("webhooks.forget_old", merchant_id=None, key="today")
    sweep()

    assert Message.objects.count() == 1
    assert not Message.objects.filter(pk=old.pk).exists()
