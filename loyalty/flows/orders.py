"""What an order sets in motion."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.utils import translation

from earning.actions import settle_orders
from loyalty.customers.actions import ensure_customers
from loyalty.customers.models import CustomerState
from loyalty.customers.queries import Owner, hold_owners
from loyalty.database.transactions import letting_go
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
    """Whose the messages' orders are, and how many are new. Those in `held` stay as they are until this is over."""

    ids: list[int | None]
    new: int
    held: dict[int, Owner]


def orders_changed(facts: Sequence[OrderFacts], *, merchant: Merchant, at: datetime) -> list[int]:
    """The ids of the orders that these messages changed, settled. One message or thousands take as many statements.

    Messages may come twice, late or partial. An impossible amount or e-mail refuses the whole batch.
    """
    return bring_up_to_date(facts, merchant=merchant, at=at).order_ids


@letting_go
def bring_up_to_date(facts: Sequence[OrderFacts], *, merchant: Merchant, at: datetime) -> Changes:
    """The same, with the numbers that an import reports."""
    people = _customers_of(facts, merchant_id=merchant.pk, at=at)
    if len(facts) > 1:
        # Customers before orders, as a merge locks them. One message alone may wait with that: it locks an order that
        # was there before, or one that nobody sees yet.
        people = _held(people, merchant_id=merchant.pk)
    recorded = record_orders(facts, customer_ids=people.ids, merchant_id=merchant.pk)
    orders = _as_they_stand(recorded, people, merchant_id=merchant.pk)
    coupons_carried(facts, merchant_id=merchant.pk, at=at)
    return Changes(recorded.ids, recorded.new, people.new, settle(orders, merchant=merchant, at=at))


def settle(
    orders: Sequence[SeenOrder], *, merchant: Merchant, at: datetime, holds_accounts: bool = False
) -> dict[int, int]:
    """Brings the ledger to what these orders, locked, are worth now; the points that moved, by rule id.

    Whoever `holds_accounts` already has locked with `hold_to_settle`. Raises `HeldByAnother`.
    """
    if not orders:
        return {}
    coupons_returned(orders, merchant_id=merchant.pk, at=at)
    buyers = {order.customer_id for order in orders if order.customer_id is not None}
    invitations = lock_invitations(buyers, merchant_id=merchant.pk)
    advocates = {invitation.advocate_id for invitation in invitations}
    with translation.override(merchant.language):
        moved = settle_orders(
            orders, merchant_id=merchant.pk, at=at, beside=advocates, holds_accounts=holds_accounts
        )
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


def _as_they_stand(recorded: Recorded, people: _People, *, merchant_id: int) -> list[SeenOrder]:
    """What changed, locked. Rows that are new are locked by being new, and there is nothing to read in them."""
    fresh = recorded.fresh
    known = lock_orders(
        [order_id for order_id in recorded.ids if order_id not in fresh], merchant_id=merchant_id
    )
    if not fresh:
        return known
    held = people if people.held else _held(people, merchant_id=merchant_id)
    now_ids = dict(zip(people.ids, held.ids, strict=True))
    owner_ids = {order_id: now_ids[whose] for order_id, (_fact, whose) in fresh.items()}
    moved = {pk: now for pk, now in owner_ids.items() if now is not None and now != fresh[pk][1]}
    if moved:
        move_orders(moved, merchant_id=merchant_id)
    return known + [
        as_first_seen(fact, order_id, *_owner(owner_ids[order_id], held))
        for order_id, (fact, _whose) in fresh.items()
    ]


def _owner(
    customer_id: int | None, people: _People
) -> tuple[int | None, CustomerState | None, datetime | None]:
    return NOBODY if customer_id is None else (customer_id, *people.held[customer_id][:2])


def _held(people: _People, *, merchant_id: int) -> _People:
    """Who they are by now: somebody else, who was merged since the message was read.

    From here on nobody is merged before this is over.
    """
    now_ids = {pk: pk for pk in people.ids if pk is not None}
    held: dict[int, Owner] = {}
    while unknown := set(now_ids.values()) - held.keys():
        held |= hold_owners(unknown, merchant_id=merchant_id)
        now_ids = {pk: held[now_id].merged_into_id or now_id for pk, now_id in now_ids.items()}
    return _People([None if pk is None else now_ids[pk] for pk in people.ids], people.new, held)


def _customers_of(facts: Sequence[OrderFacts], *, merchant_id: int, at: datetime) -> _People:
    named = [fact.customer for fact in facts if fact.customer]
    if not named:
        return _People([None] * len(facts), 0, {})
    people = list(dict.fromkeys(named))
    ensured = ensure_customers(people, merchant_id=merchant_id, at=at)
    if ensured.new_ids:
        open_accounts(ensured.new_ids, merchant_id=merchant_id)
    id_of = dict(zip(people, ensured.ids, strict=True))
    ids = [id_of[fact.customer] if fact.customer else None for fact in facts]
    return _People(ids, len(ensured.new_ids), {})
