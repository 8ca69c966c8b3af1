"""The programme's settings as they stood at one time."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple, Self
from zoneinfo import ZoneInfo

from loyalty.merchants.models import (
    AwardOn,
    ExpiryMode,
    Merchant,
    Participants,
    Program,
    RefundNegative,
    Stacking,
)


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


@dataclass(frozen=True, slots=True)
class ExpiryTerms:
    """How long points last, named as in `Program`, and whose calendar and language it is."""

    mode: ExpiryMode = ExpiryMode.NONE
    months: int | None = None
    days: int | None = None
    enabled_on: date | None = None
    timezone: str = "UTC"
    language: str = "en"

    def day_of(self, at: datetime) -> date:
        """The merchant's date at that moment."""
        return at.astimezone(ZoneInfo(self.timezone)).date()

    def midnight_after(self, day: date) -> datetime:
        """The first moment after that day."""
        return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(self.timezone))

    def last_day_from(self, day: date) -> date:
        """The last day of the period that begins on `day`. Months end where the month does: 31 January, 29 February."""
        if self.days:
            return day + timedelta(days=self.days)
        year, month = divmod(day.year * 12 + day.month - 1 + (self.months or 0), 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

    def last_idle_day(self, idle_since: datetime | None) -> date | None:
        """Through which day a balance can be used if nothing is earned or redeemed; None where it lasts."""
        if self.mode != ExpiryMode.INACTIVITY or self.enabled_on is None:
            return None
        since = self.day_of(idle_since) if idle_since else self.enabled_on
        return self.last_day_from(max(since, self.enabled_on))


_CHOICES = {
    "stacking": Stacking,
    "award_on": AwardOn,
    "refund_negative": RefundNegative,
    "participants": Participants,
}


def expiry_terms_of(merchant: Merchant) -> ExpiryTerms:
    """How long points last by what the programme says now."""
    program = merchant.program
    return ExpiryTerms(
        ExpiryMode(program.expiry_mode),
        program.expiry_months,
        program.expiry_days,
        program.expiry_enabled_on,
        merchant.timezone,
        merchant.language,
    )


def earning_settings_of(program: Program) -> EarningSettings:
    """What the programme says now."""
    return EarningSettings.from_json(
        {field.name: getattr(program, field.name) for field in fields(EarningSettings)}
    )
