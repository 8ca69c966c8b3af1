"""What customers do sets their VIP tier in motion (S12)."""

from collections.abc import Collection, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation

from earning.actions import settle_orders
from earning.actions.settlements import Moved
from earning.queries.tiers import outdated_tiers
from earning.snapshots import FrozenRuleset
from loyalty.merchants.models import Merchant
from loyalty.orders.queries import hold_free_orders, see_orders
from loyalty.outbox.actions import announce_coupons
from vip.actions import NOBODY, Review, Reviewed, Why, review_ended, review_tiers
from vip.models import Basis, Cause
from vip.queries import terms_in_force
from vip.snapshots import VipTerms

BATCH = 5000


def with_right_tiers(
    moved: Moved, ruleset: FrozenRuleset, *, merchant_id: int, at: datetime
) -> Iterator[Moved]:
    """Orders settled before their tier was rightly known, settled again with the right one, until all have theirs.

    An order that comes late may have lifted its customer before later ones were placed. Each turn mends at least the
    earliest order of everybody that is wrong, so there are as many turns as one customer's orders at most. Which orders
    these are shows only under the accounts, where nobody waits for an order: `HeldByAnother` has all begin again.
    """
    since: dict[int, datetime] = {}
    for touched in moved.touched:
        since[touched.customer_id] = min(touched.since, since.get(touched.customer_id, touched.since))
    while tiers := outdated_tiers(since, ruleset, merchant_id=merchant_id):
        hold_free_orders(sorted(tiers), merchant_id=merchant_id)
        orders = see_orders(sorted(tiers), merchant_id=merchant_id)
        yield settle_orders(orders, merchant_id=merchant_id, at=at, tiers=tiers, holds_accounts=True)


def tiers_of_buyers_reviewed(
    moved: Moved, ruleset: FrozenRuleset, *, merchant_id: int, at: datetime
) -> Reviewed:
    """The tiers of the customers whose orders were settled, each because of their order that changed last."""
    latest = sorted(moved.touched, key=lambda touched: (touched.changed_at, touched.order_id))
    whys = {touched.customer_id: Why(touched.changed_at, touched.order_id) for touched in latest}
    review = Review(ruleset.vip, merchant_id, ruleset.timezone, Cause.ORDER)
    return review_tiers(whys, review, at=at)


def tiers_reviewed(
    customer_ids: Collection[int],
    *,
    merchant: Merchant,
    cause: Cause,
    happened_at: datetime,
    at: datetime,
    terms: VipTerms | None = None,
) -> Reviewed:
    """The tiers of customers of whom something changed other than an order, in the caller's transaction.

    Nothing where VIP is off, or where it was points and tiers are not reached by them, which takes one query to know
    unless the caller has read the `terms` in force.
    """
    review = review_for(merchant, cause=cause, terms=terms) if customer_ids else None
    if review is None or not _concerns(cause, review.terms):
        return NOBODY
    whys = dict.fromkeys(customer_ids, Why(happened_at))
    with translation.override(merchant.language):
        reviewed = review_tiers(whys, review, at=at)
    announce_reviewed(reviewed, merchant_id=merchant.pk, at=at)
    return reviewed


def tiers_brought(
    customer_ids: Collection[int], *, merchant: Merchant, actor_id: int | None, at: datetime, reason: str = ""
) -> Reviewed:
    """Customers of a list, each brought to the tier that is due, in the caller's transaction.

    Entering it so gives nothing: a list gives no points for signing up either, and says before what each row will do.
    """
    if not customer_ids:
        return NOBODY
    review = review_for(merchant, cause=Cause.IMPORT)
    review = review._replace(gives_rewards=False, actor_id=actor_id, reason=reason)
    with translation.override(merchant.language):
        return review_tiers(dict.fromkeys(customer_ids, Why(at)), review, at=at)


@transaction.atomic
def tiers_kept(merchant: Merchant, *, at: datetime, size: int = BATCH) -> int:
    """The next customers, `size` at most, whose tier has ended by itself; how many they were, 0 once all are done.

    Each move is dated at the local midnight where it belongs, however late this is done. Twice is once.
    """
    review = review_for(merchant, cause=Cause.TIME)
    if not review.terms.is_on:
        return 0
    with translation.override(merchant.language):
        looked_at, reviewed = review_ended(review, at=at, size=size)
    announce_reviewed(reviewed, merchant_id=merchant.pk, at=at)
    return looked_at


def review_for(merchant: Merchant, *, cause: Cause, terms: VipTerms | None = None) -> Review:
    """A review by the programme in force."""
    return Review(terms or terms_in_force(merchant.pk), merchant.pk, ZoneInfo(merchant.timezone), cause)


def _concerns(cause: Cause, terms: VipTerms) -> bool:
    return terms.is_on and (cause != Cause.POINTS or terms.basis == Basis.POINTS)


def announce_reviewed(reviewed: Reviewed, *, merchant_id: int, at: datetime) -> None:
    """One fact for each customer who moved, one for each coupon that came of it."""
    moved_ids = list(dict.fromkeys(reviewed.moved_ids))
    announce_coupons(reviewed.coupon_ids, customer_ids=moved_ids, merchant_id=merchant_id, at=at, is_new=True)
