"""What an order sets in motion."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import translation

from earning.actions import settle_orders
from loyalty.customers.actions import ensure_customers
from loyalty.customers.models import CustomerState
from loyalty.customers.queries import Owner, hold_owners
from loyalty.flows.redemptions import coupons_carried, coupons_returned
from loyalty.flows.referrals import friends_bought
from loyalty.flows.standings import tiers_of_buyers_reviewed, tiers_reviewed, with_right_tiers
from loyalty.merchants.models import Merchant
from loyalty.orders.actions import Recorded, record_orders
from loyalty.orders.actions.merges import move_orders
from loyalty.orders.queries import lock_orders
from loyalty.orders.snapshots import OrderFacts, SeenOrder, as_first_seen
from loyalty.outbox.actions import announce_coupons, announce_customers
from loyalty.points.actions import open_accounts
from loyalty.referrals.queries import lock_invitations
from vip.models import Cause

NOBODY = (None, None, None)


class Changes(NamedTuple):
    """What messages about orders did: the orders that changed, how much is new, and points by rule id."""

    order_ids: list[int]
    new_orders: int
    new_customers: int
    points: dict[int, int]


class _People(NamedTuple):
    ids: list[int | None]
    new: int


def orders_changed(facts: Sequence[OrderFacts], *, merchant: Merchant, at: datetime) -> list[int]:
    """The ids of the orders that these messages changed, settled. One message or thousands take as many statements.

    Messages may come twice, late or partial. An impossible amount or e-mail refuses the whole batch.
    """
    return bring_up_to_date(facts, merchant=merchant, at=at).order_ids


@transaction.atomic
def bring_up_to_date(facts: Sequence[OrderFacts], *, merchant: Merchant, at: datetime) -> Changes:
    """The same, with the numbers that an import reports."""
    people = _customers_of(facts, merchant_id=merchant.pk, at=at)
    recorded = record_orders(facts, customer_ids=people.ids, merchant_id=merchant.pk)
    orders = _as_they_stand(recorded, merchant_id=merchant.pk)
    coupons_carried(facts, merchant_id=merchant.pk, at=at)
    return Changes(recorded.ids, recorded.new, people.new, settle(orders, merchant=merchant, at=at))


def settle(orders: Sequence[SeenOrder], *, merchant: Merchant, at: datetime) -> dict[int, int]:
    """Brings the ledger to what these orders, locked, are worth now; the points that moved, by rule id."""
    if not orders:
        return {}
    coupons_returned(orders, merchant_id=merchant.pk, at=at)
    buyers = {order.customer_id for order in orders if order.customer_id is not None}
    invitations = lock_invitations(buyers, merchant_id=merchant.pk)
    advocates = {invitation.advocate_id for invitation in invitations}
    with translation.override(merchant.language):
        moved = settle_orders(orders, merchant_id=merchant.pk, at=at, beside=advocates)
        thanked = friends_bought(invitations, orders=orders, merchant=merchant, at=at)
        points, customer_ids = Counter(moved.points), dict.fromkeys([*moved.customer_ids, *thanked])
        ruleset = moved.in_force
        if ruleset and ruleset.vip.is_on:
            for more in with_right_tiers(moved, ruleset, merchant_id=merchant.pk, at=at):
                points.update(more.points)
                customer_ids |= dict.fromkeys(more.customer_ids)
            reviewed = tiers_of_buyers_reviewed(moved, ruleset, merchant_id=merchant.pk, at=at)
            customer_ids |= dict.fromkeys(reviewed.moved_ids)
            announce_coupons(
                reviewed.coupon_ids, customer_ids=(), merchant_id=merchant.pk, at=at, is_new=True
            )
            tiers_reviewed(thanked, merchant=merchant, cause=Cause.POINTS, happened_at=at, at=at)
    announce_customers(list(customer_ids), merchant_id=merchant.pk, at=at)
    return dict(points)


def _as_they_stand(recorded: Recorded, *, merchant_id: int) -> list[SeenOrder]:
    """What changed, locked. Rows that are new are locked by being new, and there is nothing to read in them."""
    fresh = recorded.fresh
    known = lock_orders(
        [order_id for order_id in recorded.ids if order_id not in fresh], merchant_id=merchant_id
    )
    if recorded.new and not fresh and _owners_by_now({one.id: one.customer_id for one in known}, merchant_id):
        # Some came by several messages at once, and are read as they stand with their owners of now.
        return lock_orders(recorded.ids, merchant_id=merchant_id)
    if not fresh:
        return known
    owners = _owners_by_now({order_id: whose for order_id, (_fact, whose) in fresh.items()}, merchant_id)
    return known + [
        as_first_seen(fact, order_id, *owners.get(order_id, NOBODY))
        for order_id, (fact, _whose) in fresh.items()
    ]


def _owners_by_now(
    owner_ids: Mapping[int, int | None], merchant_id: int
) -> dict[int, tuple[int, CustomerState, datetime | None]]:
    """Whose these orders are, by order id. Who was merged since the message was read is somebody else by now.

    From here on nobody is merged before this is over.
    """
    now_ids = {pk: pk for pk in owner_ids.values() if pk is not None}
    held: dict[int, Owner] = {}
    while unknown := set(now_ids.values()) - held.keys():
        held |= hold_owners(unknown, merchant_id=merchant_id)
        now_ids = {pk: held[now_id].merged_into_id or now_id for pk, now_id in now_ids.items()}
    owned = {order_id: now_ids[pk] for order_id, pk in owner_ids.items() if pk is not None}
    if moved := {order_id: now_id for order_id, now_id in owned.items() if now_id != owner_ids[order_id]}:
        move_orders(moved, merchant_id=merchant_id)
    return {order_id: (now_id, *held[now_id][:2]) for order_id, now_id in owned.items()}


def _customers_of(facts: Sequence[OrderFacts], *, merchant_id: int, at: datetime) -> _People:
    named = [fact.customer for fact in facts if fact.customer]
    if not named:
        return _People([None] * len(facts), 0)
    people = list(dict.fromkeys(named))
    ensured = ensure_customers(people, merchant_id=merchant_id, at=at)
    if ensured.new_ids:
        open_accounts(ensured.new_ids, merchant_id=merchant_id)
    id_of = dict(zip(people, ensured.ids, strict=True))
    return _People([id_of[fact.customer] if fact.customer else None for fact in facts], len(ensured.new_ids))
