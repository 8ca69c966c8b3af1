"""The programme as it stands."""

from collections.abc import Sequence

from vip.models import Basis, Period, SpendBasis, Tier, VipProgram
from vip.models.programs import Colour, Icon
from vip.snapshots import TierTerms, VipTerms


def terms_in_force(merchant_id: int) -> VipTerms:
    """How tiers are come by now, in two queries; a merchant who never set it up has it switched off."""
    program = VipProgram.objects.filter(pk=merchant_id).first()
    return VipTerms() if program is None else _terms(program, tiers_of(merchant_id))


def tiers_of(merchant_id: int) -> list[Tier]:
    """The merchant's tiers, lowest first."""
    return list(Tier.objects.filter(merchant=merchant_id, retired_at__isnull=True).order_by("milestone"))


def _terms(program: VipProgram, tiers: Sequence[Tier]) -> VipTerms:
    return VipTerms(
        is_on=program.is_on,
        basis=Basis(program.basis),
        period=Period(program.period),
        rolling_days=program.rolling_days,
        spend_basis=SpendBasis(program.spend_basis),
        grace_days=program.grace_days,
        tiers=tuple(map(_tier, tiers)),
        version=program.version,
    )


def _tier(tier: Tier) -> TierTerms:
    return TierTerms(
        id=tier.pk,
        name=tier.name,
        milestone=tier.milestone,
        perks=tier.perks,
        entry_points=tier.entry_points,
        entry_reward_ids=tuple(tier.entry_reward_ids),
        multiplier=tier.multiplier,
        icon=Icon(tier.icon),
        colour=Colour(tier.colour),
    )
