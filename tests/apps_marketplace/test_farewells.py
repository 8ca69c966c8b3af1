"""An app that is removed is told so, and asked to delete what it holds if the shop wishes that."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django_scopes import scope
from pytest_django import Settings

from apps_marketplace.actions import CannotClear, remove_app
from apps_marketplace.actions.farewells import settle_farewells
from apps_marketplace.models import App, Farewell, FarewellState, Installation, InstallationState
from apps_marketplace.queries.farewells import has_ended_farewells
from loyalty.audit.models import AuditEvent
from loyalty.merchants.models import Merchant
from loyalty.outbox.models import Fact
from loyalty.team.models import Notice
from loyalty.webhooks.models import Delivery, DeliveryState
from tests.apps_marketplace.cast import install_app, make_app, make_paying_merchant
from tests.cast import MONDAY, make_user, sign_in
from tests.webhooks.cast import heard, sweep
from tests.webhooks.receiver import Receiver, Said, receiving

pytestmark = pytest.mark.django_db(transaction=True)

S = InstallationState
PAGE = "/apps/starry/"
QUESTION = "Ask Starry to delete the customer data it holds"
SECRET = "whsec_c2VjcmV0c2VjcmV0c2VjcmV0"


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    settings.WEBHOOKS_TO_LOOPBACK = True
    with receiving() as made:
        yield made


def make_starry(receiver: Receiver, **terms: Any) -> App:
    told = {"webhook_url": receiver.url, "webhook_secret": SECRET, "clears_on_removal": True}
    return make_app(approval="never", **{**told, **terms})


def remove(merchant: Merchant, **terms: Any) -> Installation:
    with scope(merchant=merchant):
        return remove_app(merchant, app="starry", by=make_user("Olive"), at=MONDAY, **terms)


def removals(receiver: Receiver) -> list[dict[str, Any]]:
    told = [body["data"]["installation"] for body in heard(receiver, "installation/updated")]
    return [one for one in told if one["state"] == "removed"]


def farewells(merchant: Merchant) -> list[tuple[bool, str]]:
    with scope(merchant=merchant):
        return list(Farewell.objects.order_by("pk").values_list("clears", "state"))


@pytest.mark.parametrize("clear_data", [True, False])
@pytest.mark.parametrize("state", [S.CONNECTED, S.PAUSED])
@pytest.mark.parametrize("scopes", [["customer:read"], []])
def test_the_app_hears_of_its_removal_and_of_the_wish_though_its_access_is_over(
    receiver: Receiver, clear_data: bool, state: str, scopes: list[str]
) -> None:
    make_starry(receiver)
    merchant = make_paying_merchant()
    installation = install_app(merchant, app="starry", state=state, scopes=scopes)

    remove(merchant, clear_data=clear_data)
    sweep()

    gone = {"id": installation.pk, "app": "starry", "state": "removed", "clear_data": clear_data}
    assert removals(receiver) == [gone]
    assert farewells(merchant) == [(clear_data, FarewellState.HEARD)]
    assert not has_ended_farewells()


def test_the_wish_is_told_to_webhooks_of_the_shop_and_kept_in_its_audit(receiver: Receiver) -> None:
    make_starry(receiver)
    merchant = make_paying_merchant()
    install_app(merchant, app="starry")

    remove(merchant, clear_data=True)

    with scope(merchant=merchant):
        told = Fact.objects.filter(topic="installation/updated").latest("pk").payload
        event = AuditEvent.objects.get(action="installation.removed")
    assert told["clear_data"] is True
    assert event.after == {"app": "starry", "state": "removed", "clear_data": True}


def test_what_is_removed_twice_is_told_once(receiver: Receiver) -> None:
    make_starry(receiver)
    merchant = make_paying_merchant()
    install_app(merchant, app="starry")

    for clear_data in (True, False):
        remove(merchant, clear_data=clear_data)
    sweep()

    assert [one["clear_data"] for one in removals(receiver)] == [True]


@pytest.mark.parametrize("state", [S.APPROVED, S.AUTHORIZING])
def test_an_app_that_never_worked_is_told_nothing_and_asked_nothing(receiver: Receiver, state: str) -> None:
    make_starry(receiver)
    merchant = make_paying_merchant()
    install_app(merchant, app="starry", state=state)

    with pytest.raises(CannotClear):
        remove(merchant, clear_data=True)
    remove(merchant)
    sweep()

    assert removals(receiver) == []
    assert farewells(merchant) == []


@pytest.mark.parametrize("terms", [{"clears_on_removal": False}, {"webhook_url": ""}])
def test_what_would_not_hear_the_wish_is_not_asked(
    client: Client, receiver: Receiver, terms: dict[str, Any]
) -> None:
    make_starry(receiver, **terms)
    merchant = make_paying_merchant()
    installation = install_app(merchant, app="starry")

    page = sign_in(client, make_user()).get(f"{PAGE}remove/").content.decode()
    answer = client.post(f"{PAGE}remove/", {"clear_data": "on"}, follow=True)

    assert QUESTION not in page
    assert "Remove it without asking." in answer.content.decode()
    installation.refresh_from_db()
    assert installation.state == S.CONNECTED


def test_the_page_offers_the_wish_and_says_what_became_of_it(client: Client, receiver: Receiver) -> None:
    make_starry(receiver)
    merchant = make_paying_merchant()
    install_app(merchant, app="starry")
    sign_in(client, make_user())

    offers = [client.get(address).content.decode() for address in (PAGE, f"{PAGE}remove/")]
    client.post(f"{PAGE}remove/", {"clear_data": "on"})
    asked = client.get(PAGE).content.decode()
    sweep()
    confirmed = client.get(PAGE).content.decode()

    assert [QUESTION in one for one in offers] == [True, True]
    assert "Starry is asked to delete the customer data it holds. It has not answered yet" in asked
    assert "Starry was asked to delete the customer data it holds, and confirmed that it heard" in confirmed
    # Above, and in the story.
    assert confirmed.count("Starry was asked to delete") == 2


def test_whoever_does_not_wish_it_reads_that_nothing_was_asked(client: Client, receiver: Receiver) -> None:
    make_starry(receiver)
    merchant = make_paying_merchant()
    install_app(merchant, app="starry")

    sign_in(client, make_user()).post(f"{PAGE}remove/")

    assert farewells(merchant) == [(False, FarewellState.WAITING)]
    page = client.get(PAGE).content.decode()
    assert "Starry was not asked to delete the customer data it holds." in page


def test_the_team_is_told_of_a_wish_that_was_never_heard(client: Client, receiver: Receiver) -> None:
    receiver.usually = Said(410)
    make_starry(receiver, support="help@starry.example.com")
    merchant = make_paying_merchant()
    install_app(merchant, app="starry")
    mail.outbox.clear()

    remove(merchant, clear_data=True)
    for _time in range(2):
        sweep()

    assert farewells(merchant) == [(True, FarewellState.UNHEARD)]
    with scope(merchant=merchant):
        (notice,) = Notice.objects.filter(key__startswith="unheard-")
    assert notice.title == "Starry could not be asked to delete customer data"
    assert "help@starry.example.com" in notice.text
    assert [one.subject for one in mail.outbox].count(notice.title) == 1
    page = sign_in(client, make_user()).get(PAGE).content.decode()
    assert "Starry was to delete the customer data it holds, but could not be reached." in page


def test_nobody_is_bothered_where_nothing_was_wished(receiver: Receiver) -> None:
    receiver.usually = Said(410)
    make_starry(receiver)
    merchant = make_paying_merchant()
    install_app(merchant, app="starry")

    remove(merchant)
    sweep()

    assert farewells(merchant) == [(False, FarewellState.UNHEARD)]
    with scope(merchant=merchant):
        assert not Notice.objects.filter(key__startswith="unheard-").exists()


def test_an_app_that_is_back_before_it_heard_is_not_asked_any_more(
    client: Client, receiver: Receiver
) -> None:
    make_starry(receiver)
    merchant = make_paying_merchant()
    install_app(merchant, app="starry")

    remove(merchant, clear_data=True)
    install_app(merchant, app="starry", at=MONDAY + timedelta(hours=1))
    sweep()

    assert removals(receiver) == []
    assert farewells(merchant) == [(True, FarewellState.RECALLED)]
    page = sign_in(client, make_user()).get(PAGE).content.decode()
    assert "but was back before it heard of that" in page


def test_what_became_of_it_stays_when_the_log_is_forgotten(receiver: Receiver) -> None:
    make_starry(receiver)
    shops = [make_paying_merchant(name=name) for name in ("One", "Two")]
    for shop in shops:
        install_app(shop, app="starry")
        remove(shop, clear_data=True)
    with scope(merchant=shops[0]):
        Delivery.objects.filter(is_last=True).update(state=DeliveryState.DELIVERED, tried_at=MONDAY)
    with scope(merchant=shops[1]):
        Delivery.objects.all().delete()

    settled = [settle_farewells(at=MONDAY) for _time in range(2)]

    assert settled == [2, 0]
    assert [farewells(shop) for shop in shops] == [
        [(True, FarewellState.HEARD)],
        [(True, FarewellState.UNHEARD)],
    ]


def test_a_second_removal_is_a_second_farewell(receiver: Receiver) -> None:
    make_starry(receiver)
    merchant = make_paying_merchant()
    for clear_data in (False, True):
        install_app(merchant, app="starry")
        remove(merchant, clear_data=clear_data)
        sweep()

    assert [one["clear_data"] for one in removals(receiver)] == [False, True]
