"""Customers, and where they stand in VIP."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from rest_framework import serializers

from loyalty.api.http.addresses import Addresses
from loyalty.api.http.times import day_or_none, moment, moment_or_none
from loyalty.api.queries.customers import SeenCustomer
from loyalty.api.serializers.amounts import progress_amount
from loyalty.api.serializers.strict import Email, Moment, PageQuery, Strict, Text
from loyalty.api.serializers.tiers import TierShape, tier_json
from loyalty.customers.models import CustomerState
from loyalty.merchants.models import Merchant
from vip.queries import Progress, period_end
from vip.snapshots import TierTerms, VipTerms

ONE_DAY = timedelta(days=1)
VIP_STATUS, VIP_TIER, NEXT_TIER = "vip_status", "vip_status.vip_tier", "vip_status.next_vip_tier"
INCLUDABLE = (VIP_STATUS, VIP_TIER, NEXT_TIER)
NO_TIERS = frozenset({VIP_STATUS})
STATUS = (
    "vip_tier_id",
    "vip_tier_expires_at",
    "progress_value",
    "current_vip_period_end",
    "delta_to_retain_vip_tier",
    "next_vip_tier_id",
    "delta_to_next_vip_tier",
)


class VipStatusShape(serializers.Serializer[Any]):
    """Where a customer stands; all null where VIP is off. Amounts are in what milestones are."""

    vip_tier_id = serializers.IntegerField(allow_null=True)
    vip_tier_expires_at = serializers.DateTimeField(allow_null=True)
    progress_value = serializers.FloatField(allow_null=True)
    current_vip_period_end = serializers.DateTimeField(allow_null=True)
    delta_to_retain_vip_tier = serializers.FloatField(allow_null=True)
    next_vip_tier_id = serializers.IntegerField(allow_null=True)
    delta_to_next_vip_tier = serializers.FloatField(allow_null=True)
    vip_tier = TierShape(required=False, allow_null=True)
    next_vip_tier = TierShape(required=False, allow_null=True)


class CustomerShape(serializers.Serializer[Any]):
    """A customer. The year 1004 says that nobody knows in which year they were born."""

    id = serializers.IntegerField()
    first_name = serializers.CharField(allow_null=True)
    last_name = serializers.CharField(allow_null=True)
    email = serializers.CharField()
    state = serializers.ChoiceField(CustomerState.choices)
    date_of_birth = serializers.DateField(allow_null=True)
    points_balance = serializers.IntegerField()
    referral_url = serializers.CharField()
    vip_tier_id = serializers.IntegerField(allow_null=True, help_text="Deprecated: see vip_status.")
    vip_status = VipStatusShape(required=False)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class Include(Text):
    """A list of what is to be included, parted by commas."""

    def __init__(self, *names: str, **terms: Any) -> None:
        self.names = names
        super().__init__(required=False, help_text=f"Any of {', '.join(names)}, parted by commas.", **terms)

    def to_internal_value(self, data: Any) -> Any:
        """The set of what was named."""
        asked = {name.strip() for name in super().to_internal_value(data).split(",")}
        if unknown := sorted(asked - set(self.names)):
            raise serializers.ValidationError(f"“{unknown[0][:60]}” cannot be included.")
        return frozenset(asked)


class CustomerQuery(Strict):
    include = Include(*INCLUDABLE)


class CustomersQuery(PageQuery):
    """Which customers."""

    email = Email(required=False, max_length=254)
    state = serializers.ChoiceField(CustomerState.choices, required=False)
    updated_at_min = Moment(required=False)
    include = Include(*INCLUDABLE)


class Wording(NamedTuple):
    """What is the same for all customers of an answer."""

    merchant: Merchant
    addresses: Addresses
    terms: VipTerms
    period_ends: str | None = None
    includes: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        merchant: Merchant,
        addresses: Addresses,
        terms: VipTerms,
        includes: frozenset[str],
        *,
        at: datetime,
    ) -> "Wording":
        """That of customers of this merchant, as things stand at this moment."""
        ends = _after(period_end(terms, merchant, at=at), merchant)
        return cls(merchant, addresses, terms, ends, includes)


def customer_json(
    seen: SeenCustomer, invitation: Callable[[str], str], status: dict[str, Any] | None = None
) -> dict[str, Any]:
    """As the shape above has it."""
    return {
        "id": seen.id,
        "first_name": seen.first_name or None,
        "last_name": seen.last_name or None,
        "email": seen.email,
        "state": seen.state,
        "date_of_birth": day_or_none(seen.birthday),
        "points_balance": seen.points_balance,
        "referral_url": invitation(seen.referral_code),
        "vip_tier_id": seen.vip_tier_id,
        **({} if status is None else {"vip_status": status}),
        "created_at": moment(seen.created_at),
        "updated_at": moment(seen.updated_at),
    }


def vip_status_json(progress: Progress | None, wording: Wording) -> dict[str, Any]:
    """As the shape above has it; all null for nobody's progress, which is where VIP is off."""
    if progress is None:
        return dict.fromkeys(STATUS) | _tiers(None, None, wording)
    terms, merchant = wording.terms, wording.merchant

    def amount(number: int | None) -> float | None:
        return None if number is None else progress_amount(number, terms.basis, merchant.currency)

    return {
        "vip_tier_id": progress.tier.id if progress.tier else None,
        "vip_tier_expires_at": _after(progress.until, merchant),
        "progress_value": amount(progress.progress),
        "current_vip_period_end": wording.period_ends,
        "delta_to_retain_vip_tier": amount(progress.missing_to_stay),
        "next_vip_tier_id": progress.next_tier.id if progress.next_tier else None,
        "delta_to_next_vip_tier": amount(progress.missing) if progress.next_tier else None,
        **_tiers(progress.tier, progress.next_tier, wording),
    }


def _tiers(tier: TierTerms | None, following: TierTerms | None, wording: Wording) -> dict[str, Any]:
    """The tiers themselves, where they are asked for."""
    if wording.includes <= NO_TIERS:
        return {}
    asked = {VIP_TIER: ("vip_tier", tier), NEXT_TIER: ("next_vip_tier", following)}
    return {
        name: one and tier_json(one, wording.terms.basis, wording.merchant.currency, wording.addresses)
        for include, (name, one) in asked.items()
        if include in wording.includes
    }


def _after(day: date | None, merchant: Merchant) -> str | None:
    """The midnight after a local day."""
    if day is None or day == date.max:
        return None
    return moment_or_none(datetime.combine(day + ONE_DAY, time(), ZoneInfo(merchant.timezone)))
