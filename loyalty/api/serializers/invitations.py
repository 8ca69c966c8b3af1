"""Referrals: who brought whom, and what both got."""

from typing import Any

from rest_framework import serializers

from loyalty.api.http.times import moment, moment_or_none
from loyalty.api.serializers.customers import CustomerShape
from loyalty.api.serializers.rewards import RewardFulfillmentShape
from loyalty.api.serializers.strict import PageQuery, Strict, Text, Whole
from loyalty.referrals.models import Referral, ReferralState


class ReferralShape(serializers.Serializer[Any]):
    """The sender invited the receiver. `reason` is the code of why it is blocked or cancelled.

    Whoever was erased is null.
    """

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=ReferralState.values)
    reason = serializers.CharField(allow_null=True)
    sender_customer = CustomerShape(allow_null=True)
    sender_points = serializers.IntegerField()
    sender_reward_fulfillment = RewardFulfillmentShape(allow_null=True)
    receiver_customer = CustomerShape(allow_null=True)
    receiver_customer_email = serializers.CharField()
    receiver_reward_fulfillment = RewardFulfillmentShape(allow_null=True)
    completed_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class NewReferral(Strict):
    """Somebody follows a customer's invitation. `receiver_ip` is where from, if you know: too many from one are held
    against it.
    """

    sender_customer_id = Whole()
    receiver_customer_email = Text(max_length=254)
    receiver_name = Text(default="", allow_blank=True, max_length=200)
    receiver_ip = serializers.IPAddressField(default="", allow_blank=True)


class ReferralsQuery(PageQuery):
    """Of whom, and in which state."""

    sender_customer_id = Whole(default=None)
    state = serializers.ChoiceField(choices=ReferralState.values, default="")


def referral_json(
    referral: Referral,
    *,
    sender: dict[str, Any] | None,
    receiver: dict[str, Any] | None,
    sender_reward: dict[str, Any] | None,
    receiver_reward: dict[str, Any] | None,
) -> dict[str, Any]:
    """As the shape above has it."""
    changes = (referral.claimed_at, referral.completed_at, referral.decided_at)
    return {
        "id": referral.pk,
        "state": referral.state,
        "reason": referral.reason or None,
        "sender_customer": sender,
        "sender_points": referral.given_points,
        "sender_reward_fulfillment": sender_reward,
        "receiver_customer": receiver,
        "receiver_customer_email": referral.friend_email,
        "receiver_reward_fulfillment": receiver_reward,
        "completed_at": moment_or_none(referral.completed_at),
        "created_at": moment(referral.claimed_at),
        "updated_at": moment(max(change for change in changes if change)),
    }
