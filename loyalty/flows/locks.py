"""What is locked before anybody's account, where a flow needs it only later. The order of all locks: docs/ledger.md."""

from collections.abc import Collection, Sequence
from datetime import datetime

from loyalty.customers.queries import hold_customers
from loyalty.flows.redemptions import coupons_returned
from loyalty.merchants.models import Merchant, Program
from loyalty.orders.queries import hold_orders_of, see_orders
from loyalty.orders.snapshots import SeenOrder
from loyalty.points.actions import lock_balances
from loyalty.referrals.queries import hold_referrals_of, lock_invitations
from loyalty.rewards.queries import hold_coupons_of


def hold_program(merchant: Merchant) -> None:
    """The programme, before looking whether a form was sent before: two at once must not both find nothing."""
    Program.objects.select_for_update().get(merchant=merchant)


def hold_all_of(customer_ids: Collection[int], *, merchant_id: int) -> None:
    """The orders, coupons and invitations of these customers, whom the caller has locked."""
    hold_orders_of(customer_ids, merchant_id=merchant_id)
    hold_coupons_of(customer_ids, merchant_id=merchant_id)
    hold_referrals_of(customer_ids, merchant_id=merchant_id)


def hold_people(customer_ids: Collection[int], *, merchant_id: int) -> None:
    """These customers and then their accounts, for whoever goes on with one of them after the other."""
    hold_customers(customer_ids, merchant_id=merchant_id)
    lock_balances(customer_ids, merchant_id=merchant_id)


def hold_to_settle(order_ids: Sequence[int], *, merchant_id: int, at: datetime) -> list[SeenOrder]:
    """These orders, locked, as they stand; what settling them locks beside is locked now.

    For whoever moves points of their customers before.
    """
    if not order_ids:
        return []
    orders = see_orders(order_ids, merchant_id=merchant_id)
    coupons_returned(orders, merchant_id=merchant_id, at=at)
    lock_invitations({order.customer_id for order in orders if order.customer_id}, merchant_id=merchant_id)
    return orders
