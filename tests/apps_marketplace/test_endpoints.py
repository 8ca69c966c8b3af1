"""The webhook address of an app changes: shops that have the app follow, all at once."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled

from apps_marketplace.actions import pause_app, remove_app
from apps_marketplace.actions.registrations import revise_app
from apps_marketplace.models import App, AppChange, Approval
from apps_marketplace.queries import installation_of
from apps_marketplace.snapshots import AppTerms
from loyalty.audit.models import AuditEvent
from loyalty.merchants.models import Merchant
from loyalty.webhooks.actions import add_endpoint, disable_endpoint
from loyalty.webhooks.models import Delivery, DeliveryState, Endpoint, WhyOff
from tests.apps_marketplace.cast import install_app, make_paying_merchant
from tests.apps_marketplace.test_registrations import TERMS, register
from tests.cast import MONDAY, make_staff, make_user, sign_in

pytestmark = pytest.mark.django_db

OLD, NEW = "https://starry.example.com/old", "https://starry.example.com/new"


def starry() -> App:
    return register(webhook_url=OLD, approval=Approval.NEVER).app


def connected(name: str) -> Merchant:
    merchant = make_paying_merchant(owner=make_user("Olive"), name=name)
    install_app(merchant, app="starry", scopes=["customer:read"])
    return merchant


def move_to(app: App, url: str) -> None:
    revise_app(app, AppTerms(**{**TERMS, "webhook_url": url}), by=make_staff(), at=MONDAY)


def endpoints(merchant: Merchant) -> list[Endpoint]:
    with scope(merchant=merchant):
        return list(Endpoint.objects.filter(source="starry").order_by("pk"))


def turned_off(merchant: Merchant, why: WhyOff) -> None:
    with scope(merchant=merchant):
        disable_endpoint(Endpoint.objects.get(source="starry"), why, at=MONDAY)


def test_every_shop_tells_the_app_at_its_new_address_and_signs_as_before() -> None:
    app, shops = starry(), [connected("One"), connected("Two")]
    secrets = [endpoints(shop)[0].secret for shop in shops]

    move_to(app, NEW)

    assert [[(one.url, one.is_active) for one in endpoints(shop)] for shop in shops] == [[(NEW, True)]] * 2
    assert [endpoints(shop)[0].secret for shop in shops] == secrets
    with scopes_disabled():
        waiting = Delivery.objects.filter(endpoint__url=NEW, state=DeliveryState.WAITING)
        assert waiting.count() == 2


def test_each_shop_has_it_in_its_audit_and_staff_in_the_apps_story(client: Client) -> None:
    app, shops = starry(), [connected("One"), connected("Two")]

    for _time in range(2):
        move_to(app, NEW)

    for shop in shops:
        with scope(merchant=shop):
            event = AuditEvent.objects.get(action="webhook.changed")
            assert (str(event.actor), event.before, event.after) == ("Greta", {"url": OLD}, {"url": NEW})
    changes = AppChange.objects.filter(action="revised").order_by("pk")
    assert changes[0].after == {"webhook_url": NEW, "moved_endpoints": 2}
    assert [one.after for one in changes[1:]] == [{}]
    page = sign_in(client, make_staff()).get("/staff/apps/starry/").content.decode()
    assert f"Webhooks of 2 shops go to {NEW} now." in page


def test_staff_move_them_on_the_page_of_the_client_too(client: Client) -> None:
    starry()
    shop = connected("One")

    form = {"redirect_uris": "https://starry.example.com/back", "webhook_url": NEW}
    sign_in(client, make_staff()).post("/staff/apps/starry/client/", form)

    assert [one.url for one in endpoints(shop)] == [NEW]
    assert AppChange.objects.latest("pk").after["moved_endpoints"] == 1


def test_a_shop_that_has_removed_or_paused_the_app_stays_untold() -> None:
    app, removed, paused = starry(), connected("Removed"), connected("Paused")
    with scope(merchant=removed):
        remove_app(removed, app="starry", at=MONDAY)
    with scope(merchant=paused):
        pause_app(installation_of(paused, app="starry"), why="Its key was refused.", at=MONDAY)

    move_to(app, NEW)

    assert [(one.url, one.is_active) for one in endpoints(removed) + endpoints(paused)] == [(NEW, False)] * 2


@pytest.mark.parametrize("why", [WhyOff.GONE, WhyOff.SILENT])
@pytest.mark.parametrize("is_there", [True, False])
def test_what_did_not_answer_is_tried_at_the_new_address_where_the_app_is_at_work(
    why: WhyOff, is_there: bool
) -> None:
    app, shop = starry(), connected("One")
    turned_off(shop, why)
    if not is_there:
        with scope(merchant=shop):
            remove_app(shop, app="starry", at=MONDAY)

    move_to(app, NEW)

    assert [one.is_active for one in endpoints(shop)] == [is_there]


@pytest.mark.parametrize("active", [OLD, NEW])
def test_of_two_endpoints_that_a_shop_has_the_one_that_is_on_stays(active: str) -> None:
    app, shop = starry(), connected("One")
    with scope(merchant=shop):
        add_endpoint(shop, NEW, ["customer/updated"], "starry", MONDAY)
        disable_endpoint(Endpoint.objects.exclude(url=active).get(source="starry"), WhyOff.REMOVED, at=MONDAY)
        kept = Endpoint.objects.get(source="starry", url=active).pk

    move_to(app, NEW)

    assert [(one.pk, one.url, one.is_active) for one in endpoints(shop)] == [(kept, NEW, True)]


def test_an_app_without_an_address_is_told_of_nothing_more() -> None:
    app, shop = starry(), connected("One")

    for _time in range(2):
        move_to(app, "")

    assert [(one.url, one.disabled_why) for one in endpoints(shop)] == [(OLD, WhyOff.UNASKED)]
    with scope(merchant=shop):
        assert not Delivery.objects.filter(state=DeliveryState.WAITING).exists()
        assert AuditEvent.objects.filter(action="webhook.turned_off").count() == 1


def test_endpoints_of_others_and_of_merchants_stay_where_they_are() -> None:
    app, shop = starry(), connected("One")
    with scope(merchant=shop):
        own = add_endpoint(shop, OLD, ["customer/updated"], "", MONDAY)
        other = add_endpoint(shop, OLD, ["customer/updated"], "other-app", MONDAY)

    move_to(app, NEW)

    with scope(merchant=shop):
        assert {Endpoint.objects.get(pk=one.pk).url for one in (own, other)} == {OLD}


def test_any_number_of_shops_takes_one_number_of_statements() -> None:
    def statements(url: str, app: App) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            move_to(app, url)
        return len(seen)

    app: Any = starry()
    connected("One")
    first = statements(NEW, app)
    connected("Two")
    connected("Three")

    assert statements(OLD, app) == first
