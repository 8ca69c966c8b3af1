"""What the rules give for an order, and the account of how."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

from earning.arithmetic import points_for
from earning.catalogue import PLACE_ORDER
from earning.conditions import NOBODY, Buyer, Subject
from earning.evaluation.campaigns import boost_of, campaigns_of
from earning.evaluation.evaluations import Evaluation
from earning.evaluation.extras import add_extras
from earning.evaluation.verdicts import judge
from earning.evaluation.worth import Worth, worth_of
from earning.models import Refusal, ValueType
from earning.snapshots import FrozenCampaign, FrozenRule, FrozenRuleset
from loyalty.customers.models import CustomerState
from loyalty.merchants.models import Participants, Stacking
from loyalty.merchants.snapshots import EarningSettings
from loyalty.orders.snapshots import SeenOrder


def refusal_of(state: CustomerState | None, participants: Participants = Participants.MEMBERS) -> Refusal:
    """Why a customer in this state does not earn (S17, S18)."""
    match state:
        case CustomerState.CANDIDATE if participants == Participants.MEMBERS:
            return Refusal.GUEST
        case CustomerState.DISABLED:
            return Refusal.EXCLUDED
        case _:
            return Refusal.NONE


def refusal_for(order: SeenOrder, settings: EarningSettings) -> Refusal:
    """Why an order does not earn whatever the rules say: because of who its customer is, or was when they paid.

    Whoever bought without an account was a guest, unless they had joined by then or so few days later as the
    programme lets new members claim (S17).
    """
    refusal = refusal_of(order.customer_state, settings.participants)
    joined_at = order.customer_joined_at
    if refusal or settings.participants == Participants.ALL or not order.is_guest or joined_at is None:
        return refusal
    claimed = timedelta(days=settings.claim_guest_orders_days or 0)
    was_guest = (order.paid_at or order.placed_at) < joined_at - claimed
    return Refusal.GUEST if was_guest else Refusal.NONE


def evaluate_order(
    order: SeenOrder,
    ruleset: FrozenRuleset,
    *,
    buyer: Buyer = NOBODY,
    running: Sequence[FrozenCampaign] | None = None,
) -> Evaluation:
    """What each rule gives for the order as it stands now; nothing while it is not as far as it has to be.

    `running` are the campaigns that count; unless given, all that ran when and where it was placed.
    """
    worth = worth_of(order, ruleset)
    if buyer.tier and ruleset.vip.has_multipliers:
        worth = worth._replace(tier=ruleset.vip.multiplying(int(buyer.tier)))
    points: dict[int, int] = {}
    accounts: list[dict[str, Any]] = []
    subject: Subject | None = None
    if running is None:
        running = campaigns_of(order, ruleset)
    for rule in ruleset.about(PLACE_ORDER.code):
        if rule.asked:
            subject = subject or _subject(worth, buyer)
            given, account = _asked(rule, worth, subject, running)
        else:
            given, account = _given(rule, worth, worth.cents, running)
        accounts.append({"rule": rule.rule_id, "version": rule.number, "points": given, **account})
        if given:
            points[rule.rule_id] = given
    explanation = {
        "state": order.state,
        "net_cents": worth.cents,
        "currency": order.currency,
        "earning_cents": worth.earning_cents,
        "rounding": ruleset.rounding,
        "rules": accounts,
    }
    if worth.besides:
        explanation["basis"] = worth.besides
    evaluation = Evaluation(points, explanation)
    add_extras(evaluation, ruleset, running)
    return evaluation


def stack(evaluation: Evaluation, ruleset: FrozenRuleset) -> None:
    """Leaves of several rules that give what the programme says: all of them, or the best."""
    if ruleset.settings.stacking == Stacking.BEST:
        evaluation.keep_best()


def _asked(
    rule: FrozenRule, worth: Worth, subject: Subject, running: Sequence[FrozenCampaign]
) -> tuple[int, dict[str, Any]]:
    """What a rule with conditions gives, and the account of each."""
    judgement = judge(rule.asked, subject)
    cents = worth.of(rule)
    given, account = _given(rule, worth, cents, running)
    account["conditions"] = judgement.account
    if cents != worth.cents:
        account["cents"] = worth.in_programs_currency(cents)
    return (0 if judgement.refusal else given), account


def _given(
    rule: FrozenRule, worth: Worth, cents: int, running: Sequence[FrozenCampaign]
) -> tuple[int, dict[str, Any]]:
    """The points for some of the order's money: by its currency's own rate where there is one (S20)."""
    ruleset, currency = worth.ruleset, worth.order.currency
    account: dict[str, Any] = {}
    if rate := ruleset.settings.currency_rates.get(currency):
        account["rate"] = [currency, rate.points, rate.amount_cents, cents]
        if rule.value_type == ValueType.PER_AMOUNT:
            rule = replace(rule, points=rate.points, amount_cents=rate.amount_cents)
    elif cents == worth.cents:
        cents = worth.earning_cents or 0
    else:
        cents = worth.in_programs_currency(cents) or 0
    if not (running or worth.tier):
        return points_for(rule, cents=cents, rounding=ruleset.rounding), account
    times, campaigns = boost_of(rule, running)
    if campaigns:
        account["campaigns"] = [campaign.campaign_id for campaign in campaigns]
    if worth.tier:
        account["tier"] = [worth.tier.name, str(Fraction(worth.tier.multiplier))]
        times *= Fraction(worth.tier.multiplier)
    if campaigns or worth.tier:
        account["times"] = str(times)
    return points_for(rule, cents=cents, rounding=ruleset.rounding, times=times), account


def _subject(worth: Worth, buyer: Buyer) -> Subject:
    order = worth.order
    return Subject(
        happened_at=order.placed_at,
        timezone=worth.ruleset.timezone,
        buyer=buyer,
        earning_cents=worth.earning_cents,
        currency=order.currency,
        lines=order.lines,
        store_id=order.store_id,
        channel=order.channel,
        country=order.country,
        locale=order.locale,
    )
