"""What an app hears last: that it was removed, although its endpoint is off by then."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from loyalty.merchants.models import Merchant
from loyalty.webhooks.actions import (
    disable_endpoint,
    pause_endpoint,
    recall_farewells,
    resume_endpoint,
    say_farewell,
    stop_webhooks,
)
from loyalty.webhooks.actions.replays import AppIsBack, replay_delivery, replay_failed
from loyalty.webhooks.actions.switches import AppTurnsItOn
from loyalty.webhooks.models import Delivery, DeliveryState, Endpoint, WhyOff
from loyalty.webhooks.queries import has_work, tallies
from tests.cast import MONDAY, make_customer, make_user, sign_in
from tests.webhooks.cast import heard, make_due, make_endpoint, sweep
from tests.webhooks.receiver import Receiver, Said

GONE = {"id": 7, "app": "starry", "state": "removed"}


def say(merchant: Merchant, receiver: Receiver, **terms: Any) -> Delivery:
    known = {"secret": "whsec_c2VjcmV0c2VjcmV0c2VjcmV0", **terms}
    return say_farewell(merchant, receiver.url, "starry", GONE, MONDAY, **known)


def told(receiver: Receiver) -> list[dict[str, Any]]:
    return [body["data"] for body in heard(receiver, "installation/updated")]


def states() -> list[str]:
    return list(Delivery.objects.filter(is_last=True).order_by("pk").values_list("state", flat=True))


def test_it_goes_to_an_endpoint_that_is_off_and_nothing_else_does(
    merchant: Merchant, receiver: Receiver
) -> None:
    make_endpoint(receiver.url, source="starry")
    make_customer(merchant)
    stop_webhooks(merchant, "starry", MONDAY)

    say(merchant, receiver)
    sweep()

    assert told(receiver) == [{"installation": GONE}]
    assert len(receiver.heard) == 1
    assert states() == [DeliveryState.DELIVERED]
    assert not has_work()


@pytest.mark.parametrize("why", list(WhyOff))
def test_whyever_it_is_off_the_app_is_told_and_it_stays_off(
    merchant: Merchant, receiver: Receiver, why: WhyOff
) -> None:
    endpoint = make_endpoint(receiver.url, source="starry")
    pause_endpoint(endpoint, by=None, at=MONDAY)
    disable_endpoint(endpoint, why, at=MONDAY)

    say(merchant, receiver)
    sweep()

    endpoint.refresh_from_db()
    assert told(receiver) == [{"installation": GONE}]
    assert (endpoint.is_active, endpoint.disabled_why) == (False, why)


def test_an_app_that_listened_to_nothing_is_told_too(merchant: Merchant, receiver: Receiver) -> None:
    say(merchant, receiver, description="Starry")
    sweep()

    (endpoint,) = Endpoint.objects.all()
    assert told(receiver) == [{"installation": GONE}]
    assert (endpoint.is_active, endpoint.source, endpoint.description) == (False, "starry", "Starry")


def test_it_is_tried_again_until_it_is_heard(merchant: Merchant, receiver: Receiver) -> None:
    receiver.answers = [Said(500), Said(503)]
    say(merchant, receiver)

    for _time in range(3):
        sweep()
        make_due()

    assert told(receiver) == [{"installation": GONE}] * 3
    assert states() == [DeliveryState.DELIVERED]


def test_a_receiver_that_is_gone_is_not_asked_again(merchant: Merchant, receiver: Receiver) -> None:
    receiver.usually = Said(410)
    say(merchant, receiver)

    sweep()

    assert states() == [DeliveryState.FAILED]


def test_an_app_that_is_back_is_not_told_any_more(merchant: Merchant, receiver: Receiver) -> None:
    say(merchant, receiver)

    stopped = [recall_farewells(merchant, "starry") for _time in range(2)]
    sweep()

    assert stopped == [1, 0]
    assert told(receiver) == []
    assert states() == [DeliveryState.DROPPED]


@pytest.mark.parametrize("state", [DeliveryState.DROPPED, DeliveryState.FAILED, DeliveryState.DELIVERED])
def test_it_is_never_sent_again_by_hand(merchant: Merchant, receiver: Receiver, state: DeliveryState) -> None:
    endpoint = make_endpoint(receiver.url, source="starry")
    last = say(merchant, receiver)
    Delivery.objects.filter(pk=last.pk).update(state=state)

    with pytest.raises(AppIsBack):
        replay_delivery(last, by=None, at=MONDAY)

    assert replay_failed(endpoint, by=None, at=MONDAY) == 0
    assert tallies([endpoint])[endpoint.pk].failed == 0
    assert states() == [state]


@pytest.mark.parametrize("why", [WhyOff.REMOVED, WhyOff.UNASKED])
def test_webhooks_of_an_app_that_is_removed_or_paused_are_not_for_the_shop_to_resume(
    client: Client, merchant: Merchant, receiver: Receiver, why: WhyOff
) -> None:
    endpoint = make_endpoint(receiver.url, source="starry")
    disable_endpoint(endpoint, why, at=MONDAY)
    sign_in(client, make_user())
    address = reverse("webhooks:endpoint", args=[endpoint.pk])

    page = client.get(address).content.decode()
    answer = client.post(reverse("webhooks:resume", args=[endpoint.pk]), follow=True).content.decode()

    endpoint.refresh_from_db()
    assert not endpoint.is_active
    assert reverse("webhooks:resume", args=[endpoint.pk]) not in page
    assert "Its app turns it on again" in page
    assert "Its app turns it on again" in answer
    with pytest.raises(AppTurnsItOn):
        resume_endpoint(Endpoint.objects.get(), by=None, at=MONDAY)


def test_other_apps_farewells_stay_on_their_way(merchant: Merchant, receiver: Receiver) -> None:
    say(merchant, receiver)

    recall_farewells(merchant, "another")
    sweep()

    assert told(receiver) == [{"installation": GONE}]
