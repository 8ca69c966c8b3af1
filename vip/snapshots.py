"""A VIP programme as it stands, or as it shall be."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, Self

from vip.models import Basis, Colour, Icon, Period, SpendBasis

ONCE = Decimal(1)


@dataclass(frozen=True)
class TierTerms:
    """A tier. One that is not stored yet has no `id`."""

    name: str
    milestone: int
    id: int | None = None
    perks: Mapping[str, str] | None = None
    entry_points: int = 0
    entry_reward_ids: tuple[int, ...] = ()
    multiplier: Decimal = ONCE
    icon: Icon = Icon.MEDAL
    colour: Colour = Colour.BRONZE

    @property
    def gives_something(self) -> bool:
        """Whether entering it gives a reward."""
        return bool(self.entry_points or self.entry_reward_ids)

    def as_json(self) -> dict[str, Any]:
        """What a ruleset or a change keeps."""
        return {
            **asdict(self),
            "perks": dict(self.perks or {}),
            "entry_reward_ids": list(self.entry_reward_ids),
            "multiplier": f"{self.multiplier.normalize():f}",
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """The tier that was kept."""
        said = {
            **kept,
            "entry_reward_ids": tuple(kept["entry_reward_ids"]),
            "multiplier": Decimal(kept["multiplier"]),
            "icon": Icon(kept["icon"]),
            "colour": Colour(kept["colour"]),
        }
        return cls(**said)


@dataclass(frozen=True)
class VipTerms:
    """How customers come to tiers and keep them, and the tiers, lowest first. `version` is that of the programme."""

    is_on: bool = False
    basis: Basis = Basis.SPEND
    period: Period = Period.LIFETIME
    rolling_days: int | None = None
    spend_basis: SpendBasis = SpendBasis.GOODS
    grace_days: int = 0
    tiers: tuple[TierTerms, ...] = ()
    version: int = 0

    @cached_property
    def milestones(self) -> list[int]:
        """What each tier asks, in rising order."""
        return [tier.milestone for tier in self.tiers]

    @cached_property
    def refs(self) -> list[int]:
        """A number for each tier: its id, or one below zero where it has none yet."""
        return [-place if tier.id is None else tier.id for place, tier in enumerate(self.tiers, start=1)]

    @cached_property
    def has_multipliers(self) -> bool:
        """Whether what an order earns depends on the tier."""
        return any(tier.multiplier != ONCE for tier in self.tiers)

    @property
    def grace(self) -> int:
        """Days that a tier lasts beyond the last on which it was reached: grace runs through the day it was lost on
        and so many days more."""
        return self.grace_days + 1 if self.grace_days else 0

    def tier(self, ref: int | None) -> TierTerms | None:
        """The tier of this number."""
        return self._by_ref.get(ref) if ref is not None else None

    def multiplying(self, ref: int | None) -> TierTerms | None:
        """The tier of this number, if its holders' orders earn more for it."""
        tier = self.tier(ref)
        return tier if tier and tier.multiplier != ONCE else None

    def moves_like(self, other: "VipTerms") -> bool:
        """Whether everybody holds the same tiers by both."""
        return self._deciding == other._deciding

    def sorted(self) -> Self:
        """The same with its tiers in rising order."""
        return replace(self, tiers=tuple(sorted(self.tiers, key=lambda tier: tier.milestone)))

    def as_json(self) -> dict[str, Any]:
        """What a ruleset or a change keeps."""
        plain = asdict(replace(self, tiers=()))
        return {**plain, "tiers": [tier.as_json() for tier in self.tiers]}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """The terms that were kept."""
        said = {
            **kept,
            "basis": Basis(kept["basis"]),
            "period": Period(kept["period"]),
            "spend_basis": SpendBasis(kept["spend_basis"]),
            "tiers": tuple(map(TierTerms.from_json, kept["tiers"])),
        }
        return cls(**said)

    @cached_property
    def _by_ref(self) -> dict[int, TierTerms]:
        return dict(zip(self.refs, self.tiers, strict=True))

    @property
    def _deciding(self) -> tuple[object, ...]:
        if not self.is_on:
            return ()
        spend_basis = self.spend_basis if self.basis == Basis.SPEND else None
        settings = (self.basis, self.period, self.rolling_days, spend_basis, self.grace_days)
        return settings + tuple(zip(self.refs, self.milestones, strict=True))


@dataclass(frozen=True, slots=True)
class SpendingStep:
    """What an order added to its customer's spending, or what took from it: see `Spending`."""

    order_id: int
    step: int
    customer_id: int
    counted_at: Any
    happened_at: Any
    goods_cents: int
    total_cents: int
    orders: int
