"""Customers, and where they stand in VIP."""

from typing import Any

from rest_framework import serializers

from loyalty.api.serializers.strict import Email, Moment, PageQuery, Strict, Text
from loyalty.api.serializers.tiers import TierShape
from loyalty.customers.models import CustomerState

VIP_STATUS, VIP_TIER, NEXT_TIER = "vip_status", "vip_status.vip_tier", "vip_status.next_vip_tier"
INCLUDABLE = (VIP_STATUS, VIP_TIER, NEXT_TIER)


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
