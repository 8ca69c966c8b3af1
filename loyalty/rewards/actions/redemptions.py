"""Spending points on a reward."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from loyalty.customers.models import Customer, CustomerState
from loyalty.database.statements import execute_prepared
from loyalty.errors import Refused
from loyalty.points.actions import KeyReused, Posting, UnknownCustomer, post
from loyalty.points.models import LONGEST_DESCRIPTION, Kind
from loyalty.rewards.actions.issues import Grant, Issued, write_coupons
from loyalty.rewards.actions.prices import Price, RewardUnavailable, price_of
from loyalty.rewards.actions.statements import COUNT_ALL, LOCK_CUSTOMER, LOCK_REWARD, LOOK
from loyalty.rewards.models import Cause, Coupon, Reward


class CustomerExcluded(Refused):
    code = "customer_excluded"
    message = _("This customer is excluded from the programme and cannot redeem.")


class NotAMember(Refused):
    code = "not_a_member"
    message = _("Guests redeem once they have joined the programme.")


class WrongTier(Refused):
    code = "wrong_tier"
    message = _("This reward is for other VIP tiers.")


class UnknownCurrency(Refused):
    code = "currency_unknown"
    message = _("This reward does not count for orders in %(currency)s.")


class LimitReached(Refused):
    code = "limit_reached"
    message = _("This reward was redeemed as often as it may be.")


_NO_PART: Mapping[str, type[Refused]] = {
    CustomerState.DISABLED: CustomerExcluded,
    CustomerState.CANDIDATE: NotAMember,
}


def redeem(
    reward: Reward,
    *,
    customer: Customer,
    key: str,
    at: datetime,
    points: object = None,
    tier_id: int | None = None,
    currency: str = "",
    actor_id: int | None = None,
) -> Issued:
    """The coupon that the customer's points bought. The same `key` twice is once.

    Runs in the caller's transaction, so that nothing is lost between the points and the coupon.
    `points` is what the customer chose to spend where the reward leaves that open; `tier_id` is the tier they hold,
    `currency` that of the order it is meant for. Refuses, each with a code of its own, what the reward does not
    allow, and `NotEnoughPoints`; nothing is written then.
    """
    values = {
        "merchant_id": str(customer.merchant_id),
        "customer_id": str(customer.pk),
        "reward_id": str(reward.pk),
        "key": key,
    }
    state = lock_redeemer(customer)
    is_active, revision, earlier_id, has_lots, own = execute_prepared(LOOK, values)[0]
    if earlier_id is not None:
        return _earlier(earlier_id, reward)
    if revision != reward.revision:
        reward.refresh_from_db()
    _refuse_others(reward, state=state, is_active=is_active, tier_id=tier_id, currency=currency)
    price = price_of(reward, points=points)
    _refuse_more(reward, own, values)
    return _take(reward, price, customer=customer, key=key, at=at, actor_id=actor_id, has_lots=has_lots)


def lock_redeemer(customer: Customer) -> str:
    """The customer's state. Who redeems twice at once waits here, so that the limits are counted one by one."""
    values = {"merchant_id": str(customer.merchant_id), "customer_id": str(customer.pk)}
    rows = execute_prepared(LOCK_CUSTOMER, values)
    if not rows:
        raise UnknownCustomer
    return str(rows[0][0])


def _earlier(coupon_id: int, reward: Reward) -> Issued:
    coupon = Coupon.objects.get(pk=coupon_id)
    if coupon.reward_id != reward.pk:
        raise KeyReused
    return Issued(coupon, is_new=False)


def _refuse_others(
    reward: Reward, *, state: str, is_active: bool, tier_id: int | None, currency: str
) -> None:
    """Refuses a reward that is off, and whom it is not for."""
    if not is_active:
        raise RewardUnavailable
    if refusal := _NO_PART.get(state):
        raise refusal
    if reward.tier_ids and tier_id not in reward.tier_ids:
        raise WrongTier
    if currency and reward.currencies and currency not in reward.currencies:
        raise UnknownCurrency(currency=currency)


def _refuse_more(reward: Reward, own: int, values: Mapping[str, str]) -> None:
    """Refuses one more than the limits allow. Only a limit in all makes customers wait for each other."""
    if reward.limit_per_customer is not None and own >= reward.limit_per_customer:
        raise LimitReached
    if reward.limit_total is not None:
        execute_prepared(LOCK_REWARD, values)
        ((live,),) = execute_prepared(COUNT_ALL, {**values, "most": str(reward.limit_total)})
        if live >= reward.limit_total:
            raise LimitReached


def _take(
    reward: Reward,
    price: Price,
    *,
    customer: Customer,
    key: str,
    at: datetime,
    actor_id: int | None,
    has_lots: bool,
) -> Issued:
    """Takes the points and writes the coupon."""
    description = gettext("Redeemed: %(reward)s") % {"reward": reward.name}
    posting = Posting(
        customer_id=customer.pk,
        key=f"redeem-{key}",
        kind=Kind.REDEEM,
        points=-price.points,
        description=description[:LONGEST_DESCRIPTION],
        source="reward",
        source_id=reward.pk,
        actor_id=actor_id,
        occurred_at=at,
    )
    posted = post(posting, merchant_id=customer.merchant_id, has_lots=has_lots)
    grant = Grant(customer.pk, key, price.points, posted.transaction_id, price.value_cents)
    (coupon,) = write_coupons(reward, [grant], cause=Cause.REDEMPTION, at=at)
    return Issued(coupon, is_new=True)
