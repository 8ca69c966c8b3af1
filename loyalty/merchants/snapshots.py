"""The programme's settings as they stood at one time."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, NamedTuple, Self

from loyalty.merchants.models import AwardOn, Participants, Program, RefundNegative, Stacking


class CurrencyRate(NamedTuple):
    """So many points for each amount, in the minor unit of a currency other than the programme's."""

    points: int
    amount_cents: int


@dataclass(frozen=True, slots=True)
class EarningSettings:
    """All settings that decide what orders and activities earn, named as in `Program`, but for the rounding."""

    stacking: Stacking = Stacking.ADD
    earns_before_discount: bool = False
    earns_on_shipping: bool = False
    earns_on_tax: bool = False
    excluded_categories: tuple[str, ...] = ()
    excluded_products: tuple[str, ...] = ()
    award_on: AwardOn = AwardOn.PAID
    holding_days: int = 0
    refund_negative: RefundNegative = RefundNegative.ALLOW
    currency_rates: Mapping[str, CurrencyRate] = field(default_factory=dict)
    participants: Participants = Participants.MEMBERS
    claim_guest_orders_days: int | None = None

    @property
    def has_plain_basis(self) -> bool:
        """Whether goods after discounts earn, and nothing else."""
        return not (
            self.earns_before_discount
            or self.earns_on_shipping
            or self.earns_on_tax
            or self.excluded_categories
            or self.excluded_products
        )

    def as_json(self) -> dict[str, Any]:
        """What a ruleset keeps."""
        rates = {currency: rate._asdict() for currency, rate in self.currency_rates.items()}
        values = {**asdict(self), "currency_rates": rates}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """The settings that were kept; what was not known then has its first value."""
        said = dict(kept)
        for name in ("excluded_categories", "excluded_products"):
            said[name] = tuple(said.get(name, ()))
        for name, kind in _CHOICES.items():
            if name in said:
                said[name] = kind(said[name])
        rates = said.get("currency_rates", {})
        return cls(**{**said, "currency_rates": {code: CurrencyRate(**rate) for code, rate in rates.items()}})


_CHOICES = {
    "stacking": Stacking,
    "award_on": AwardOn,
    "refund_negative": RefundNegative,
    "participants": Participants,
}


def earning_settings_of(program: Program) -> EarningSettings:
    """What the programme says now."""
    return EarningSettings.from_json(
        {field.name: getattr(program, field.name) for field in fields(EarningSettings)}
    )
