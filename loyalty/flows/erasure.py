"""What a customer's wish to be forgotten sets in motion (S30)."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from earning.actions.erasure import drop_pending
from loyalty.audit.actions import empty_customer, record
from loyalty.customers.actions.erasure import erase_profile, lock_present
from loyalty.customers.models import Customer, CustomerImport
from loyalty.database.erasure import erasing_customer
from loyalty.files.actions import blank_lines
from loyalty.flows.activations import own_points_activated
from loyalty.flows.birthdays import own_birthday_kept
from loyalty.flows.locks import hold_all_of
from loyalty.orders.actions.erasure import blank_problems
from loyalty.orders.models import OrderImport
from loyalty.outbox.actions import announce_coupons, announce_customers
from loyalty.points.actions import Posting, lock_balances, post_many
from loyalty.points.actions.erasure import empty_notes
from loyalty.points.models import Kind, PointsAccount
from loyalty.referrals.actions.merges import forget_friend
from loyalty.rewards.actions import cancel_coupons
from loyalty.rewards.models import Coupon, Why
from loyalty.team.models import User
from vip.actions.merges import forget_standing


class Loss(NamedTuple):
    """What is gone with a customer who is erased."""

    points: int
    pending: int
    coupons: int


def loss_of(customer: Customer) -> Loss:
    """What erasing the customer now would forfeit and cancel."""
    account = PointsAccount.objects.filter(customer=customer).first()
    coupons = Coupon.objects.filter(customer=customer).open().count()
    return Loss(account.balance, account.pending, coupons) if account else Loss(0, 0, coupons)


@transaction.atomic
def customer_erased(customer: Customer, *, by: User | None, at: datetime) -> None:
    """Nobody can tell any more who this was: sums and orders stay, a later registration is somebody new.

    The balance is forfeited, debts included, and open coupons are cancelled without points back. Cannot be undone;
    refused as `CustomerGone` for whoever is gone already.
    """
    locked = lock_present(customer)
    hold_all_of([locked.pk], merchant_id=locked.merchant_id)
    own_points_activated(locked, at=at)
    own_birthday_kept(locked, at=at)
    people = [locked.pk, *Customer.objects.filter(merged_into=locked.pk).values_list("pk", flat=True)]
    with translation.override(locked.merchant.language):
        _cancel_coupons(locked, by=by, at=at)
        drop_pending(locked.pk)
        _forfeit(locked, by=by, at=at)
    forget_standing(locked)
    forget_friend(locked)
    _forget(people, merchant_id=locked.merchant_id)
    addresses = erase_profile(locked, at=at)
    blank_problems(addresses)
    blank_lines(OrderImport, addresses)
    blank_lines(CustomerImport, addresses)
    record(
        "customer.erased",
        subject="customer",
        subject_id=locked.pk,
        merchant_id=locked.merchant_id,
        actor=by,
        at=at,
    )
    announce_customers([locked.pk], merchant_id=locked.merchant_id, at=at)


def _cancel_coupons(customer: Customer, *, by: User | None, at: datetime) -> None:
    coupon_ids = list(Coupon.objects.filter(customer=customer).open().values_list("pk", flat=True))
    cancelled = cancel_coupons(
        coupon_ids, merchant_id=customer.merchant_id, at=at, actor_id=by.pk if by else None, why=Why.REVOKED
    )
    announce_coupons(cancelled.coupon_ids, customer_ids=[], merchant_id=customer.merchant_id, at=at)


def _forfeit(customer: Customer, *, by: User | None, at: datetime) -> None:
    # Lock first: points that come meanwhile would be left behind.
    lock_balances([customer.pk], merchant_id=customer.merchant_id)
    account = PointsAccount.objects.get(customer=customer)
    if account.balance or account.pending:
        forfeit = Posting(
            customer_id=customer.pk,
            key="erased",
            kind=Kind.FORFEIT,
            points=-account.balance,
            pending=-account.pending,
            description=_("Customer erased"),
            source="erasure",
            actor_id=by.pk if by else None,
            occurred_at=at,
        )
        post_many([forfeit], merchant_id=customer.merchant_id)


def _forget(customer_ids: Sequence[int], *, merchant_id: int) -> None:
    """What the guarded tables say of these people."""
    for customer_id in customer_ids:
        erasing_customer(customer_id)
        empty_customer(customer_id, merchant_id=merchant_id)
        empty_notes(customer_id)
