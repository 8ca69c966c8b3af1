"""Every operation that Smile publishes is here, and answers in its shape."""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.urls import resolve
from django_scopes import scope

from earning.catalogue import LEAVE_REVIEW
from loyalty import flows
from loyalty.api.views.nowhere import Nowhere
from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.points.models import PointsTransaction
from loyalty.rewards.models import Coupon, Exchange, Reward
from tests.api.cast import Caller
from tests.api.contract import assert_as_published, operations
from tests.cast import MONDAY, make_customer, make_order, make_reward, make_rule, make_tiers
from vip.snapshots import TierTerms


@dataclass(frozen=True)
class Shop:
    """A shop with something of everything."""

    ada: Customer
    reward: Reward
    coupon: Coupon
    entry: PointsTransaction


@pytest.fixture
def shop(merchant: Merchant) -> Shop:
    with scope(merchant=merchant):
        reward = make_reward(name="Five off", texts={"en": {"instructions": "Show it at the till"}})
        make_reward(
            name="As you like",
            exchange=Exchange.VARIABLE,
            step=100,
            step_value_cents=1_00,
            points_min=100,
            points_max=1000,
        )
        make_tiers(
            None,
            TierTerms("Bronze", 0),
            TierTerms(
                "Gold", 50_00, perks={"en": "Free shipping\nEarly access"}, entry_reward_ids=(reward.pk,)
            ),
        )
        make_rule(name="Points for orders")
        make_rule(action=LEAVE_REVIEW.code, name="A review", limit_count=2, limit_period="month")
        make_rule(action="visit-store", name="A visit", limit_count=1, limit_period="lifetime")
        ada = make_customer(points=2000, last_name="Byron")
        make_customer(first_name="Guest", last_name="", email="guest@example.com")
        flows.birthday_set(ada, birthday=date(1004, 12, 10), by=None, at=MONDAY)
        make_order(ada, goods_cents=60_00)
        coupon = flows.reward_redeemed(reward, customer=ada, key="one", by=None, at=MONDAY).coupon
        entry = PointsTransaction.objects.filter(customer=ada).earliest("pk")
        return Shop(ada, reward, coupon, entry)


def test_every_published_operation_leads_somewhere() -> None:
    lost = []
    for method, path in operations():
        view: Any = resolve("/v1" + path.replace("{id}", "1")).func
        if view.view_class is Nowhere or method not in view.view_class.scopes:
            lost.append(f"{method} {path}")

    assert lost == []


# Which of these has no body, and how each is asked.
ASKED: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "/customers", {}),
    ("GET", "/customers", {"include": "vip_status", "limit": 1}),
    ("GET", "/customers", {"email": "ADA@example.com", "state": "member"}),
    ("GET", "/customers", {"updated_at_min": "2026-01-01T00:00:00Z", "limit": "250"}),
    ("GET", "/customers/{ada}", {}),
    ("GET", "/customers/{ada}", {"include": "vip_status.vip_tier,vip_status.next_vip_tier"}),
    ("GET", "/points_transactions", {"limit": 2}),
    ("GET", "/points_transactions", {"customer_id": "{ada}", "updated_at_min": "2026-01-01T00:00:00Z"}),
    ("GET", "/points_transactions/{entry}", {}),
    ("GET", "/points_settings", {}),
    ("GET", "/points_products", {}),
    ("GET", "/points_products", {"exchange_type": "variable", "page": 1, "page_size": 10}),
    ("GET", "/points_products/{reward}", {}),
    ("GET", "/earning_rules", {}),
    ("GET", "/reward_fulfillments", {"customer_id": "{ada}", "fulfillment_status": "issued"}),
    ("GET", "/vip_tiers", {}),
    ("GET", "/vip_tiers", {"include": "perks,entry_rewards"}),
    ("POST", "/points_transactions", {"points_transaction": {"customer_id": "{ada}", "points_change": 5}}),
    ("POST", "/points_products/{reward}/purchase", {"customer_id": "{ada}"}),
    (
        "POST",
        "/activities",
        {"activity": {"token": "leave_review", "customer_id": "{ada}", "distinct_id": "1"}},
    ),
    ("POST", "/activities", {"activity": {"token": "leave_review", "customer_email": "ada@example.com"}}),
]


@pytest.mark.parametrize(("method", "path", "said"), ASKED)
def test_the_answer_has_the_published_shape(
    method: str, path: str, said: dict[str, Any], caller: Caller, shop: Shop
) -> None:
    ids = {"ada": shop.ada.pk, "entry": shop.entry.pk, "reward": shop.reward.pk}
    address = path.removeprefix("/").format(**ids)
    said = json.loads(json.dumps(said).replace('"{ada}"', str(shop.ada.pk)))

    response = caller.get(address, said) if method == "GET" else caller.post(address, said)

    assert response.status_code == (200 if method == "GET" else 201), response.content
    body = assert_as_published(response, method, plain(path))
    assert body
    assert all(value != [] for value in body.values())


def test_every_published_operation_is_asked_here() -> None:
    asked = {(method, plain(path)) for method, path, _said in ASKED}

    assert set(operations()) - asked == {("POST", "/customer_identities/create_or_update")}


def plain(path: str) -> str:
    """The path as it is published: `/customers/{id}`."""
    return re.sub(r"\{\w+\}", "{id}", path)
