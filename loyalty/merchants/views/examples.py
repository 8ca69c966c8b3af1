"""A request with which a new key can be tried."""

from collections.abc import Collection

from django.urls import reverse

from loyalty.merchants.scopes import Scope, covers

# The plainest answers first. Each is read without saying anything further.
READINGS = (
    (Scope.POINTS_SETTINGS_READ, "api:points_settings"),
    (Scope.CUSTOMER_READ, "api:customers"),
    (Scope.POINTS_PRODUCT_READ, "api:points_products"),
    (Scope.EARNING_RULE_READ, "api:earning_rules"),
    (Scope.VIP_TIER_READ, "api:vip_tiers"),
    (Scope.POINTS_TRANSACTION_READ, "api:points_transactions"),
    (Scope.REWARD_FULFILLMENT_READ, "api:reward_fulfillments"),
    (Scope.ORDER_READ, "api:orders"),
    (Scope.ACTIVITY_READ, "api:activities"),
    (Scope.SEGMENT_READ, "api:segments"),
    (Scope.REFERRAL_READ, "api:referral_settings"),
    (Scope.WEBHOOK_READ, "api:webhooks"),
)


def readable_path(scopes: Collection[str]) -> str:
    """What a key with these scopes may read; blank if it can only send something."""
    return next((reverse(name) for scope, name in READINGS if covers(scopes, scope)), "")
