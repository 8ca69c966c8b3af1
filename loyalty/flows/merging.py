"""What two customers who turn out to be one set in motion (S31)."""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from earning.actions.merges import merge_earnings
from loyalty.audit.actions import record
from loyalty.customers.actions.merges import lock_both, merge_profiles
from loyalty.customers.models import Customer
from loyalty.flows.activations import own_points_activated
from loyalty.flows.birthdays import own_birthday_kept
from loyalty.flows.locks import hold_all_of
from loyalty.flows.standings import tiers_reviewed
from loyalty.orders.actions.merges import merge_orders
from loyalty.orders.models import Order
from loyalty.outbox.actions import announce_customers
from loyalty.points.actions.merges import Moved, merge_accounts
from loyalty.points.models import PointsAccount
from loyalty.referrals.actions.merges import merge_referrals
from loyalty.rewards.actions.merges import merge_coupons
from loyalty.rewards.models import Coupon
from loyalty.team.models import User
from vip.actions.merges import merge_standings
from vip.models import Cause


class Side(NamedTuple):
    """What one of the two brings."""

    customer: Customer
    balance: int
    pending: int
    lifetime: int
    orders: int
    coupons: int


def side_of(customer: Customer) -> Side:
    """What a customer would bring into a merge now."""
    account = PointsAccount.objects.filter(customer=customer).first() or PointsAccount()
    return Side(
        customer,
        account.balance,
        account.pending,
        account.lifetime,
        Order.objects.filter(customer=customer).count(),
        Coupon.objects.filter(customer=customer).open().count(),
    )


@transaction.atomic
def customers_merged(gone: Customer, *, into: Customer, by: User | None, at: datetime) -> Moved:
    """All that `gone` has, did and is known by belongs to `into` from now on. Cannot be undone.

    Orders and activities of either are settled with the one who stays, whatever name an outside system uses. Refused
    as `SameCustomer`, `CustomerGone` or `ExcludedCustomer`.
    """
    gone, into = lock_both(gone, into)
    merchant = into.merchant
    hold_all_of([gone.pk], merchant_id=merchant.pk)
    for customer in (gone, into):
        own_points_activated(customer, at=at)
        own_birthday_kept(customer, at=at)
    with translation.override(merchant.language):
        texts = (_("Merged into another customer"), _("Merged from another customer"))
    moved = merge_accounts(
        gone.pk,
        into_id=into.pk,
        merchant_id=merchant.pk,
        texts=texts,
        at=at,
        actor_id=by.pk if by else None,
    )
    merge_orders(gone.pk, into_id=into.pk, at=at)
    merge_earnings(gone.pk, into_id=into.pk)
    merge_coupons(gone.pk, into_id=into.pk, merchant_id=merchant.pk, at=at)
    merge_standings(gone, into=into)
    merge_referrals(gone.pk, into_id=into.pk)
    merge_profiles(gone, into=into, at=at)
    tiers_reviewed([into.pk], merchant=merchant, cause=Cause.MERGE, happened_at=at, at=at)
    for customer, other in ((gone, into), (into, gone)):
        record(
            "customer.merged" if customer == gone else "customer.merged_with",
            subject="customer",
            subject_id=customer.pk,
            merchant_id=merchant.pk,
            actor=by,
            at=at,
            after={"customer": other.pk, **moved._asdict()},
        )
    announce_customers([gone.pk, into.pk], merchant_id=merchant.pk, at=at)
    return moved
