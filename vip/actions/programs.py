"""Writing what the programme says."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loyalty.errors import Refused
from loyalty.merchants.models import Merchant
from loyalty.rewards.models import Exchange, Reward
from vip.models import Period, Tier, VipProgram
from vip.models.programs import MOST_DAYS, MOST_GRACE
from vip.queries import terms_in_force
from vip.snapshots import TierTerms, VipTerms

MOST_TIERS = 20
MOST_TIMES = Decimal(100)
MOST_MILESTONE = 10**12
MOST_POINTS = 10**9
LONGEST_PERKS = 2000


class InvalidVip(Refused):
    """`field` names what is wrong, `tier` the place of the tier it stands in, and `reason` says it."""

    code = "invalid_vip"
    message = gettext_lazy("%(reason)s")


class VipChangedMeanwhile(Refused):
    code = "vip_changed"
    message = gettext_lazy(
        "Somebody else changed the VIP programme meanwhile. Look at it again, then change it."
    )


@transaction.atomic
def write_terms(merchant: Merchant, terms: VipTerms, *, at: datetime) -> VipTerms:
    """The programme says this from now on, as its next version, which comes back with an id for every tier.

    Refuses `InvalidVip`, and `VipChangedMeanwhile` where `terms` were made from another version than the one in force.
    """
    check_terms(terms)
    VipProgram.objects.get_or_create(merchant=merchant)
    # Lock the programme: two who change it at once must not both change the same version.
    program = VipProgram.objects.select_for_update().get(merchant=merchant)
    if program.version != terms.version:
        raise VipChangedMeanwhile
    for name in ("is_on", "basis", "period", "rolling_days", "spend_basis", "grace_days"):
        setattr(program, name, getattr(terms, name))
    program.version += 1
    program.save()
    _write_tiers(merchant, terms, at=at)
    return terms_in_force(merchant.pk)


def check_terms(terms: VipTerms) -> None:
    """Refuses (`InvalidVip`) what makes no sense."""
    is_rolling = terms.period == Period.ROLLING_DAYS
    problems = {
        "rolling_days": (
            is_rolling and not 1 <= (terms.rolling_days or 0) <= MOST_DAYS,
            _("Enter a number of days from 1 to 3,650."),
        ),
        "period": (not is_rolling and terms.rolling_days is not None, _("Only a rolling period has days.")),
        "grace_days": (not 0 <= terms.grace_days <= MOST_GRACE, _("Enter 0 to 365 days.")),
        "is_on": (
            terms.is_on and not terms.tiers,
            _("Make a tier first: without one there is nothing to reach."),
        ),
        "tiers": (len(terms.tiers) > MOST_TIERS, _("There can be 20 tiers at most.")),
    }
    for field, (is_wrong, reason) in problems.items():
        if is_wrong:
            raise InvalidVip(field=field, tier=None, reason=reason)
    for place, tier in enumerate(terms.tiers):
        _check_tier(place, tier, terms.tiers[:place])
    _check_rewards(terms)


def _check_tier(place: int, tier: TierTerms, before: tuple[TierTerms, ...]) -> None:
    same = next((other.name for other in before if other.milestone == tier.milestone), "")
    names = {other.name.casefold() for other in before}
    problems = {
        "name": (
            not tier.name.strip() or len(tier.name) > 60,
            _("Give the tier a name of up to 60 letters."),
        ),
        "milestone": (not 0 <= tier.milestone <= MOST_MILESTONE, _("Enter a milestone of 0 or more.")),
        "entry_points": (not 0 <= tier.entry_points <= MOST_POINTS, _("Give 0 to 1,000,000,000 points.")),
        "multiplier": (not 1 <= tier.multiplier <= MOST_TIMES, _("Multiply by 1 to 100.")),
        "perks": (
            any(len(text) > LONGEST_PERKS for text in (tier.perks or {}).values()),
            _("That is too long."),
        ),
    }
    for field, (is_wrong, reason) in problems.items():
        if is_wrong:
            raise InvalidVip(field=field, tier=place, reason=reason)
    if tier.name.casefold() in names:
        raise InvalidVip(field="name", tier=place, reason=_("Another tier has this name."))
    if same:
        reason = _("%(tier)s has the same milestone. Two tiers cannot begin at one place.") % {"tier": same}
        raise InvalidVip(field="milestone", tier=place, reason=reason)


def _check_rewards(terms: VipTerms) -> None:
    wanted = {reward_id for tier in terms.tiers for reward_id in tier.entry_reward_ids}
    can_be_given = Reward.objects.filter(pk__in=wanted).exclude(exchange=Exchange.VARIABLE)
    if wanted and can_be_given.count() != len(wanted):
        raise InvalidVip(field="entry_reward_ids", tier=None, reason=_("Choose among your rewards."))


def _write_tiers(merchant: Merchant, terms: VipTerms, *, at: datetime) -> None:
    known = {tier.pk: tier for tier in Tier.objects.filter(merchant=merchant, retired_at__isnull=True)}
    if any(tier.id is not None and tier.id not in known for tier in terms.tiers):
        raise VipChangedMeanwhile
    # All step aside first: two that swap names or milestones would meet otherwise.
    Tier.objects.filter(pk__in=known).update(retired_at=at)
    for tier in terms.tiers:
        fields = _fields(tier)
        if tier.id is None:
            Tier.objects.create(merchant=merchant, **fields)
        else:
            Tier.objects.filter(pk=tier.id).update(retired_at=None, **fields)


def _fields(tier: TierTerms) -> dict[str, Any]:
    fields = replace(tier, name=tier.name.strip()).as_json()
    del fields["id"]
    return {**fields, "multiplier": tier.multiplier}
