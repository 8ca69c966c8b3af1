"""What happens to coupons: had for points or given, used, cancelled, over."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import translation

from earning.queries.held import has_due_points
from loyalty.audit.actions import record, record_many
from loyalty.customers.models import Customer
from loyalty.database.transactions import letting_go
from loyalty.flows.activations import own_points_activated
from loyalty.merchants.models import Merchant
from loyalty.orders.models import OrderState
from loyalty.orders.snapshots import OrderFacts, SeenOrder
from loyalty.outbox.actions import announce_coupons
from loyalty.rewards.actions import (
    Cancelled,
    Claim,
    Issued,
    OrderName,
    cancel_coupon,
    cancel_coupons,
    claim_coupons,
    confirm_coupon,
    expire_coupons,
    fail_coupon,
    fail_coupons,
    issue_coupon,
    lock_redeemer,
    redeem,
    release_coupons,
    use_coupon,
)
from loyalty.rewards.models import Cause, Coupon, CouponState, Reward
from loyalty.team.models import User
from vip.queries import tier_of

SUBJECT = "coupon"


@transaction.atomic
def reward_redeemed(
    reward: Reward,
    *,
    customer: Customer,
    key: str,
    by: User | None,
    at: datetime,
    points: object = None,
    currency: str = "",
) -> Issued:
    """The coupon that the customer's points bought; `redeem` says what refuses. The same `key` twice is once.

    Points whose holding period is over can be spent, whether or not the clock has been there.
    """
    if has_due_points(customer, at=at):
        # The customer first, as `redeem` does: two that redeem at once wait here, before they hold any account.
        lock_redeemer(customer)
        own_points_activated(customer, at=at)
    tier = tier_of(customer) if reward.tier_ids else None
    with translation.override(customer.merchant.language):
        issued = redeem(
            reward,
            customer=customer,
            key=key,
            at=at,
            points=points,
            tier_id=tier.pk if tier else None,
            currency=currency,
            actor_id=by.pk if by else None,
        )
    if issued.is_new:
        _issued(issued.coupon, customer_ids=[customer.pk], at=at)
    if issued.is_new and by:
        _record("coupon.redeemed", issued.coupon, by=by, at=at, after={"points": issued.coupon.points})
    return issued


@transaction.atomic
def coupon_given(reward: Reward, *, customer: Customer, key: str, by: User | None, at: datetime) -> Issued:
    """A coupon that costs no points; `issue_coupon` says what refuses. The same `key` twice is once."""
    issued = issue_coupon(reward, customer=customer, cause=Cause.GIFT, key=key, at=at)
    if issued.is_new:
        _issued(issued.coupon, customer_ids=[], at=at)
        _record("coupon.given", issued.coupon, by=by, at=at, after={"reward": reward.name})
    return issued


@transaction.atomic
def coupon_cancelled(coupon: Coupon, *, by: User | None, at: datetime) -> Cancelled:
    """The coupon counts no longer, and its points are back. Refuses one that is used, expired or cancelled."""
    with translation.override(coupon.merchant.language):
        cancelled = cancel_coupon(coupon, at=at, actor_id=by.pk if by else None)
    _cancelled(cancelled, merchant_id=coupon.merchant_id, by=by, at=at)
    return cancelled


@transaction.atomic
def coupons_cancelled(
    coupon_ids: Sequence[int], *, merchant: Merchant, by: User | None, at: datetime
) -> Cancelled:
    """The same for any number, in few statements; those that are used, expired or cancelled stay as they are."""
    with translation.override(merchant.language):
        cancelled = cancel_coupons(coupon_ids, merchant_id=merchant.pk, at=at, actor_id=by.pk if by else None)
    _cancelled(cancelled, merchant_id=merchant.pk, by=by, at=at)
    return cancelled


@letting_go
def coupon_used(coupon: Coupon, *, by: User | None, at: datetime, order: OrderName | None = None) -> None:
    """The coupon is used, since `at`, by hand or by the order named; `use_coupon` says what refuses."""
    if not use_coupon(coupon, at=at, order=order, actor_id=by.pk if by else None):
        return
    _changed([coupon.pk], merchant_id=coupon.merchant_id, at=at)
    if by:
        _record("coupon.used", coupon, by=by, at=at, after={"state": CouponState.USED})


@transaction.atomic
def coupon_confirmed(coupon: Coupon, *, code: str, at: datetime) -> None:
    """The shop system made the code; `confirm_coupon` says what refuses. The same code twice is once."""
    if confirm_coupon(coupon, code=code, at=at):
        _changed([coupon.pk], merchant_id=coupon.merchant_id, at=at)


@transaction.atomic
def coupon_failed(coupon: Coupon, *, at: datetime) -> None:
    """The shop system will make no code: the points are back. Twice is once."""
    with translation.override(coupon.merchant.language):
        failed = fail_coupon(coupon, at=at)
    _gone(failed, merchant_id=coupon.merchant_id, at=at)


@letting_go
def coupons_expired(merchant: Merchant, *, at: datetime) -> int:
    """How many coupons went the way of time: a batch of those whose last day is over, or that the shop forgot."""
    expired = [coupon.coupon_id for coupon in expire_coupons(merchant_id=merchant.pk, at=at)]
    _changed(expired, merchant_id=merchant.pk, at=at)
    with translation.override(merchant.language):
        failed = fail_coupons(merchant_id=merchant.pk, at=at)
    _gone(failed, merchant_id=merchant.pk, at=at)
    return len(expired) + len(failed.coupon_ids)


def coupons_carried(facts: Sequence[OrderFacts], *, merchant_id: int, at: datetime) -> None:
    """The coupons whose codes these orders, locked, carry are used by them (S8)."""
    claims = [Claim(fact.source, fact.external_id, code) for fact in facts for code in fact.coupon_codes]
    if claims:
        _changed(claim_coupons(claims, merchant_id=merchant_id, at=at), merchant_id=merchant_id, at=at)


def coupons_returned(orders: Sequence[SeenOrder], *, merchant_id: int, at: datetime) -> None:
    """The coupons of those of the orders, locked, that were cancelled or taken back can be used again (S8)."""
    gone = [order.id for order in orders if order.state == OrderState.CANCELLED or order.is_withdrawn]
    if gone:
        _changed(release_coupons(gone, merchant_id=merchant_id, at=at), merchant_id=merchant_id, at=at)


def _issued(coupon: Coupon, *, customer_ids: Sequence[int], at: datetime) -> None:
    announce_coupons(
        [coupon.pk], customer_ids=customer_ids, merchant_id=coupon.merchant_id, at=at, is_new=True
    )


def _changed(coupon_ids: Sequence[int], *, merchant_id: int, at: datetime) -> None:
    announce_coupons(coupon_ids, customer_ids=[], merchant_id=merchant_id, at=at)


def _gone(cancelled: Cancelled, *, merchant_id: int, at: datetime) -> None:
    announce_coupons(
        cancelled.coupon_ids, customer_ids=cancelled.customer_ids, merchant_id=merchant_id, at=at
    )


def _cancelled(cancelled: Cancelled, *, merchant_id: int, by: User | None, at: datetime) -> None:
    _gone(cancelled, merchant_id=merchant_id, at=at)
    record_many(
        "coupon.cancelled",
        subject=SUBJECT,
        subject_ids=cancelled.coupon_ids,
        merchant_id=merchant_id,
        actor=by,
        at=at,
        before={"state": CouponState.ISSUED},
        after={"state": CouponState.CANCELLED},
    )


def _record(action: str, coupon: Coupon, *, by: User | None, at: datetime, after: dict[str, object]) -> None:
    record(
        action,
        subject=SUBJECT,
        subject_id=coupon.pk,
        merchant_id=coupon.merchant_id,
        actor=by,
        at=at,
        after=after,
    )
