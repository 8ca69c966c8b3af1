"""Olive's shop, CM Commerce beside it, and her browser: what every story about the two begins with."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils.timezone import now
from django_scopes import scope

from apps_marketplace.actions import approve_install, remove_app, request_install
from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from tests.apps_marketplace.cast import make_paying_merchant
from tests.cast import make_staff, make_user, sign_in
from tests.providers.cm_commerce.access import connection_of
from tests.providers.cm_commerce.service import Service
from tests.providers.cm_commerce.store import Row
from tests.providers.cm_commerce.work import work
from tests.providers.stand_in import EMAIL, PASSWORD, Clock, free_port, serving, set_up
from tests.providers.visitor import Page, Visitor

APP = "cm-commerce"


@dataclass(frozen=True)
class Story:
    """The shop, the stand-in, and Olive at her browser, signed in to the shop's admin alone."""

    merchant: Merchant
    commerce: Service
    clock: Clock
    olive: Visitor

    def approve(self) -> None:
        """Olive asks for the app, and staff have nothing against it."""
        with scope(merchant=self.merchant):
            asked = request_install(self.merchant, app=APP, by=make_user("Olive"), at=now())
            approve_install(asked, by=make_staff(), at=now())

    def connect(self) -> Page:
        """From Authorize on the app's page to what CM Commerce shows in the end."""
        consent = self.olive.open(f"{self.commerce.setup.address}/connect")
        sign_in_page = self.olive.press(consent, "Authorize")
        return self.olive.press(sign_in_page, "Sign in", email=EMAIL, password=PASSWORD)

    def install(self) -> None:
        """Approved, connected and synced."""
        self.approve()
        self.connect()
        self.work()

    def remove(self, *, clear_data: bool = False) -> None:
        with scope(merchant=self.merchant):
            remove_app(self.merchant, app=APP, by=make_user("Olive"), at=now(), clear_data=clear_data)

    def work(self, *, after: timedelta | None = None) -> None:
        """What CM Commerce does without anybody at the screen, now or so much later."""
        if after:
            self.clock.ahead += after
        work(self.commerce)

    def sync(self) -> None:
        self.commerce.store.run("UPDATE connections SET looked_at = ''")
        self.work()

    def page(self, path: str) -> Page:
        """A page of CM Commerce, as Olive sees it."""
        return self.olive.open(self.commerce.setup.address + path)

    def review(self, customer: Customer, *products: str, order: str = "1042", comment: str = "Good.") -> None:
        """CM Commerce asks about an order, and the customer reviews these products of it."""
        asked = self.olive.press(
            self.page("/reviews"), "Send", order=order, email=customer.email, products="\n".join(products)
        )
        link = next(words for words in asked.links if words.endswith(f"of order {order}"))
        shopper = Visitor()
        page = shopper.open(self.commerce.setup.address + asked.links[link])
        for product in products:
            page = shopper.press(page, "Publish review", product=product, rating="5", comment=comment)

    @property
    def connection(self) -> Row | None:
        return connection_of(self.commerce, EMAIL)


@contextmanager
def telling(platform: str, folder: Path, **terms: Any) -> Iterator[Story]:
    """The story's beginning: the shop is there, the app is registered, nothing is installed."""
    port, clock = free_port(), Clock()
    merchant = make_paying_merchant()
    client = register_stand_in(f"http://localhost:{port}", folder)
    commerce = set_up(folder, port=port, platform=platform, now=clock, **client, **terms)
    with serving(commerce):
        yield Story(merchant, commerce, clock, signed_in(platform))


def register_stand_in(address: str, folder: Path) -> dict[str, str]:
    """The client id and the secrets that staff gave it, as the demo does it."""
    make_staff()
    file = folder / "client.json"
    call_command("register_stand_in", address, str(file))
    return dict(json.loads(file.read_text()))


def signed_in(platform: str) -> Visitor:
    """Olive's browser, in which she is signed in to her shop's admin."""
    client, visitor = sign_in(Client(), make_user("Olive")), Visitor()
    name = settings.SESSION_COOKIE_NAME
    visitor.session.cookies.set(name, client.cookies[name].value, domain="localhost.local")
    visitor.open(platform)
    return visitor
