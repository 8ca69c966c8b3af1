"""What programs write of VIP tiers, as the programme takes it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from loyalty.api.mapping.amounts import minor, whole
from vip.models import Basis, Colour, Icon
from vip.snapshots import TierTerms

NEW = TierTerms("", 0)
AS_SAID = ("name", "entry_points", "multiplier")


def tier_terms(
    said: Mapping[str, Any], *, base: TierTerms = NEW, basis: Basis, currency: str, language: str
) -> TierTerms:
    """`base` with what was said; perks are those of `language`. Refuses `NotWhole`."""
    changes = {name: said[name] for name in AS_SAID if name in said}
    if "milestone" in said:
        is_money = basis == Basis.SPEND
        amount = said["milestone"]
        changes["milestone"] = (
            minor(amount, currency, "milestone") if is_money else whole(amount, "milestone")
        )
    if "perks" in said:
        changes["perks"] = {**(base.perks or {}), language: "\n".join(said["perks"])}
    if "entry_points_product_ids" in said:
        changes["entry_reward_ids"] = tuple(dict.fromkeys(said["entry_points_product_ids"]))
    kinds = {"icon": Icon, "colour": Colour}
    changes |= {name: kind(said[name]) for name, kind in kinds.items() if name in said}
    return replace(base, **changes)
