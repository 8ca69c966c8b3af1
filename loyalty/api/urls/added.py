"""What Smile has not: each at an address that Smile leaves free."""

from django.urls import path

from loyalty.api.views import (
    customer_changes,
    explanations,
    known_activities,
    one_reward_fulfillment,
    orders,
    product_changes,
    referrals,
    rule_changes,
    segments,
    tiers,
    vip_tier_changes,
    webhooks,
)

urlpatterns = [
    path("activities/<int:activity_id>", known_activities.OneActivity.as_view(), name="activity"),
    path(
        "activities/<int:activity_id>/explanation",
        explanations.ActivityExplanation.as_view(),
        name="activity_explanation",
    ),
    path(
        "activities/<int:activity_id>/revoke",
        known_activities.ActivityRevocation.as_view(),
        name="activity_revocation",
    ),
    path(
        "customers/<int:customer_id>/exclude",
        customer_changes.CustomerExclusion.as_view(),
        name="customer_exclusion",
    ),
    path(
        "customers/<int:customer_id>/include",
        customer_changes.CustomerInclusion.as_view(),
        name="customer_inclusion",
    ),
    path("earning_rules/<int:rule_id>", rule_changes.OneEarningRule.as_view(), name="earning_rule"),
    path(
        "earning_rules/<int:rule_id>/enable", rule_changes.RuleSwitch.as_view(), name="earning_rule_enabling"
    ),
    path(
        "earning_rules/<int:rule_id>/disable",
        rule_changes.RuleSwitch.as_view(is_active=False),
        name="earning_rule_disabling",
    ),
    path("orders", orders.Orders.as_view(), name="orders"),
    path("orders/bulk", orders.ManyOrders.as_view(), name="many_orders"),
    path("orders/<int:order_id>", orders.OneOrder.as_view(), name="order"),
    path(
        "orders/<int:order_id>/explanation", explanations.OrderExplanation.as_view(), name="order_explanation"
    ),
    path("orders/<int:order_id>/refunds", orders.OrderRefunds.as_view(), name="order_refunds"),
    path(
        "points_products/<int:reward_id>/enable",
        product_changes.ProductSwitch.as_view(),
        name="points_product_enabling",
    ),
    path(
        "points_products/<int:reward_id>/disable",
        product_changes.ProductSwitch.as_view(is_active=False),
        name="points_product_disabling",
    ),
    path(
        "points_transactions/<int:transaction_id>/explanation",
        explanations.TransactionExplanation.as_view(),
        name="transaction_explanation",
    ),
    path("referrals", referrals.Referrals.as_view(), name="referrals"),
    path("referrals/<int:referral_id>", referrals.OneReferral.as_view(), name="referral"),
    path(
        "reward_fulfillments/<int:coupon_id>",
        one_reward_fulfillment.OneRewardFulfillment.as_view(),
        name="reward_fulfillment",
    ),
    path(
        "reward_fulfillments/<int:coupon_id>/cancel",
        one_reward_fulfillment.FulfillmentCancellation.as_view(),
        name="reward_fulfillment_cancellation",
    ),
    path(
        "reward_fulfillments/<int:coupon_id>/use",
        one_reward_fulfillment.FulfillmentUsage.as_view(),
        name="reward_fulfillment_usage",
    ),
    path("segments", segments.Segments.as_view(), name="segments"),
    path(
        "segments/<int:segment_id>/customers",
        segments.SegmentCustomers.as_view(),
        name="segment_customers",
    ),
    path("vip_changes/<int:change_id>", tiers.OneVipChange.as_view(), name="vip_change"),
    path(
        "vip_changes/<int:change_id>/confirm",
        tiers.VipChangeConfirmation.as_view(),
        name="vip_change_confirmation",
    ),
    path(
        "vip_changes/<int:change_id>/discard",
        tiers.VipChangeDiscarding.as_view(),
        name="vip_change_discarding",
    ),
    path("vip_tier_changes", vip_tier_changes.VipTierChanges.as_view(), name="vip_tier_changes"),
    path("vip_tiers/<int:tier_id>", tiers.OneVipTier.as_view(), name="vip_tier"),
    path("webhooks", webhooks.Webhooks.as_view(), name="webhooks"),
    path("webhooks/<int:endpoint_id>", webhooks.OneWebhook.as_view(), name="webhook"),
    path("webhooks/<int:endpoint_id>/rotate_secret", webhooks.WebhookSecret.as_view(), name="webhook_secret"),
    path("webhooks/<int:endpoint_id>/replay", webhooks.WebhookReplay.as_view(), name="webhook_replay"),
]
