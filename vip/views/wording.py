"""Programmes, tiers and progress in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earning.explanation.sentences import points_text, short_money
from loyalty.rewards.models import Reward
from loyalty.ui.formats import active_locale, format_points
from vip.models import Basis, Period, SpendBasis
from vip.queries import Standing
from vip.snapshots import ONCE, TierTerms, VipTerms


def amount_text(amount: int, terms: VipTerms, currency: str) -> str:
    """A milestone or progress: `€500`, `1,200 points`, `3 orders`."""
    match terms.basis:
        case Basis.SPEND:
            return short_money(amount, currency)
        case Basis.POINTS:
            return points_text(amount)
        case Basis.ORDERS:
            return ngettext("%(count)s order", "%(count)s orders", amount) % {"count": format_points(amount)}


def program_sentence(terms: VipTerms) -> str:
    """How customers come to tiers and keep them."""
    basis = {
        Basis.POINTS: _("points earned"),
        Basis.SPEND: _("the amount spent on goods"),
        Basis.ORDERS: _("the number of orders"),
    }[terms.basis]
    if terms.basis == Basis.SPEND and terms.spend_basis == SpendBasis.TOTAL:
        basis = _("the amount spent, with shipping and tax")
    texts = {"basis": basis, "days": terms.rolling_days or 0}
    match terms.period:
        case Period.LIFETIME:
            return _("Tiers go by %(basis)s ever since a customer joined, and are kept for good.") % texts
        case Period.CALENDAR_YEAR:
            return _("Tiers go by %(basis)s in a calendar year, and last to the end of the next.") % texts
        case Period.ROLLING_DAYS:
            return _("Tiers go by %(basis)s in the last %(days)d days.") % texts


def grace_sentence(terms: VipTerms) -> str:
    """How much longer a tier lasts, or nothing."""
    if not terms.grace_days or terms.period == Period.LIFETIME:
        return ""
    return ngettext(
        "A tier that time takes is kept %(days)d day longer.",
        "A tier that time takes is kept %(days)d days longer.",
        terms.grace_days,
    ) % {"days": terms.grace_days}


def times_text(tier: TierTerms) -> str:
    """How many times as many points orders earn, or nothing where it is once."""
    if tier.multiplier == ONCE:
        return ""
    return f"{_number(tier.multiplier)} ×"


def entry_texts(tier: TierTerms, rewards: dict[int, Reward]) -> list[str]:
    """What entering gives."""
    points = [points_text(tier.entry_points)] if tier.entry_points else []
    return points + [rewards[pk].name for pk in tier.entry_reward_ids if pk in rewards]


def rewards_of(terms: VipTerms) -> dict[int, Reward]:
    """The rewards that tiers give, by id."""
    return Reward.objects.in_bulk({pk for tier in terms.tiers for pk in tier.entry_reward_ids})


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a change changes."""

    label: str
    before: str
    after: str


def differences(before: VipTerms, after: VipTerms, currency: str) -> Iterator[Difference]:
    """What a change changes about who holds which tier."""
    if before.is_on != after.is_on:
        yield Difference(_("VIP programme"), _switched(before), _switched(after))
    ways = program_sentence(before), program_sentence(after)
    if ways[0] != ways[1]:
        yield Difference(_("How tiers are reached"), *ways)
    if before.grace_days != after.grace_days:
        days = (str(before.grace_days), str(after.grace_days))
        yield Difference(_("Days of grace"), *days)
    old = {tier.id: tier for tier in before.tiers}
    for tier in after.tiers:
        was = old.pop(tier.id, None) if tier.id else None
        now = f"{tier.name}: {amount_text(tier.milestone, after, currency)}"
        if was is None:
            yield Difference(_("New tier"), "", now)
        elif (was.name, was.milestone) != (tier.name, tier.milestone) or before.basis != after.basis:
            then = f"{was.name}: {amount_text(was.milestone, before, currency)}"
            yield Difference(_("Tier"), then, now)
    for tier in old.values():
        gone = f"{tier.name}: {amount_text(tier.milestone, before, currency)}"
        yield Difference(_("Tier taken away"), gone, "")


def keeping_text(standing: Standing, currency: str) -> str:
    """What keeps the tier, and until when."""
    if standing.tier is None:
        return ""
    if standing.until is None:
        return _("Kept for good.")
    day = format_date(standing.until, format="long", locale=active_locale())
    if not standing.missing_to_stay:
        return _("Kept through %(day)s.") % {"day": day}
    amount = amount_text(standing.missing_to_stay, standing.terms, currency)
    return _("Kept through %(day)s; %(amount)s more by then keeps it longer.") % {
        "day": day,
        "amount": amount,
    }


def _switched(terms: VipTerms) -> str:
    return _("On") if terms.is_on else _("Off")


def _number(value: Decimal) -> str:
    return format_decimal(value, locale=active_locale())
