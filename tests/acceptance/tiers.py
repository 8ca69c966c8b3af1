"""The VIP tiers of a case, as the product's own programme."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from loyalty import flows
from loyalty.merchants.models import Merchant
from loyalty.rewards.models import Reward
from tests.acceptance.conditions import cents
from vip.models import Basis, Period, SpendBasis
from vip.queries import terms_in_force
from vip.snapshots import TierTerms, VipTerms

Given = Mapping[str, Any]


def set_tiers(
    merchant: Merchant, given: Given | None, *, rewards: Mapping[str, Reward], at: datetime
) -> None:
    """The programme of a case, through preview and confirmation as everywhere."""
    before = terms_in_force(merchant.pk)
    if not given:
        flows.vip_changed(merchant, replace(before, is_on=False), by=None, at=at)
        return
    ids = {tier.name: tier.id for tier in before.tiers}
    change = flows.vip_change_planned(
        merchant, _terms(given, merchant, ids, rewards, version=before.version), by=None, at=at
    )
    while flows.vip_change_checked(change, at=at):
        pass
    flows.vip_change_confirmed(change, gives_rewards=True, by=None, at=at)
    while flows.vip_change_applied(change, at=at):
        pass


def _terms(
    given: Given,
    merchant: Merchant,
    ids: Mapping[str, int | None],
    rewards: Mapping[str, Reward],
    *,
    version: int,
) -> VipTerms:
    period = given.get("period", Period.LIFETIME)
    days = period["rolling_days"] if isinstance(period, Mapping) else None
    basis = Basis(given["basis"])
    return VipTerms(
        is_on=True,
        basis=basis,
        period=Period.ROLLING_DAYS if days else Period(period),
        rolling_days=days,
        spend_basis=SpendBasis.TOTAL if given.get("spend_basis") == "total" else SpendBasis.GOODS,
        grace_days=given.get("grace_days", 0),
        tiers=tuple(
            TierTerms(
                id=ids.get(level["id"]),
                name=level["id"],
                milestone=_milestone(level["min"], basis, merchant),
                entry_points=sum(entry.get("points", 0) for entry in level.get("entry", [])),
                entry_reward_ids=tuple(
                    rewards[entry["reward"]].pk for entry in level.get("entry", []) if "reward" in entry
                ),
            )
            for level in given["levels"]
        ),
        version=version,
    )


def _milestone(text: str, basis: Basis, merchant: Merchant) -> int:
    return cents(text, merchant.currency) if basis == Basis.SPEND else int(text)
