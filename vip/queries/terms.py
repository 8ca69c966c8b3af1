"""The programme as it stands."""

from collections.abc import Sequence

from loyalty.database.instances import load
from vip.models import Basis, Period, SpendBasis, Tier, VipProgram
from vip.models.programs import Colour, Icon
from vip.snapshots import TierTerms, VipTerms


def terms_in_force(merchant_id: int) -> VipTerms:
    """How tiers are come by now, in two queries; a merchant who never set it up has it switched off."""
    programs = load(VipProgram, "WHERE merchant_id = %(merchant)s::bigint", {"merchant": str(merchant_id)})
    return _terms(programs[0], tiers_of(merchant_id)) if programs else VipTerms()


def tiers_of(merchant_id: int) -> list[Tier]:
    """The merchant's tiers, lowest first."""
    return load(Tier, _IN_FORCE, {"merchant": str(merchant_id)})


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


_IN_FORCE = "WHERE merchant_id = %(merchant)s::bigint AND retired_at IS NULL ORDER BY milestone"
