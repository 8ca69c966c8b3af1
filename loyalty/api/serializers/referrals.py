"""What is promised for invitations."""

from typing import Any

from django.utils import translation
from rest_framework import serializers

from loyalty.api.http.addresses import Addresses
from loyalty.api.serializers.amounts import major
from loyalty.api.serializers.rewards import RewardShape, reward_json
from loyalty.merchants.models import Merchant
from loyalty.referrals.models import ReferralProgram


class ReferralSettingsShape(serializers.Serializer[Any]):
    """Whether customers can invite friends, and what either gets; the sender gets points or a reward."""

    is_enabled = serializers.BooleanField()
    sender_points = serializers.IntegerField(allow_null=True)
    sender_reward = RewardShape(allow_null=True)
    receiver_reward = RewardShape(allow_null=True)
    minimum_order = serializers.FloatField(help_text="In the programme's currency.")


def referral_settings_json(
    program: ReferralProgram | None, merchant: Merchant, addresses: Addresses
) -> dict[str, Any]:
    """As the shape above has it, in the merchant's language."""
    if program is None:
        nothing = dict.fromkeys(("sender_points", "sender_reward", "receiver_reward"))
        return {"is_enabled": False, **nothing, "minimum_order": 0.0}
    sender, receiver = program.advocate_reward, program.friend_reward
    with translation.override(merchant.language):
        return {
            "is_enabled": program.is_on,
            "sender_points": program.advocate_points,
            "sender_reward": sender and reward_json(sender, merchant.currency, addresses),
            "receiver_reward": receiver and reward_json(receiver, merchant.currency, addresses),
            "minimum_order": major(program.min_order_cents, merchant.currency),
        }
