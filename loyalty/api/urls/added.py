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
    webhook_deliveries,
    webhooks,
)
from loyalty.api.views.resource import Resource

ADDED: tuple[tuple[str, type[Resource], str], ...] = (
    ("activities/<int:activity_id>", known_activities.OneActivity, "activity"),
    ("activities/<int:activity_id>/explanation", explanations.ActivityExplanation, "activity_explanation"),
    ("activities/<int:activity_id>/revoke", known_activities.ActivityRevocation, "activity_revocation"),
    ("customers/<int:customer_id>/exclude", customer_changes.CustomerExclusion, "customer_exclusion"),
    ("customers/<int:customer_id>/include", customer_changes.CustomerInclusion, "customer_inclusion"),
    ("earning_rules/<int:rule_id>", rule_changes.OneEarningRule, "earning_rule"),
    ("earning_rules/<int:rule_id>/enable", rule_changes.RuleEnabling, "earning_rule_enabling"),
    ("earning_rules/<int:rule_id>/disable", rule_changes.RuleDisabling, "earning_rule_disabling"),
    ("orders", orders.Orders, "orders"),
    ("orders/bulk", orders.ManyOrders, "many_orders"),
    ("orders/<int:order_id>", orders.OneOrder, "order"),
    ("orders/<int:order_id>/explanation", explanations.OrderExplanation, "order_explanation"),
    ("orders/<int:order_id>/refunds", orders.OrderRefunds, "order_refunds"),
    ("points_products/<int:reward_id>/enable", product_changes.ProductEnabling, "points_product_enabling"),
    ("points_products/<int:reward_id>/disable", product_changes.ProductDisabling, "points_product_disabling"),
    (
        "points_transactions/<int:transaction_id>/explanation",
        explanations.TransactionExplanation,
        "transaction_explanation",
    ),
    ("referrals", referrals.Referrals, "referrals"),
    ("referrals/<int:referral_id>", referrals.OneReferral, "referral"),
    (
        "reward_fulfillments/<int:coupon_id>",
        one_reward_fulfillment.OneRewardFulfillment,
        "reward_fulfillment",
    ),
    (
        "reward_fulfillments/<int:coupon_id>/cancel",
        one_reward_fulfillment.FulfillmentCancellation,
        "reward_fulfillment_cancellation",
    ),
    (
        "reward_fulfillments/<int:coupon_id>/use",
        one_reward_fulfillment.FulfillmentUsage,
        "reward_fulfillment_usage",
    ),
    ("segments", segments.Segments, "segments"),
    ("segments/<int:segment_id>/customers", segments.SegmentCustomers, "segment_customers"),
    ("vip_changes/<int:change_id>", tiers.OneVipChange, "vip_change"),
    ("vip_changes/<int:change_id>/confirm", tiers.VipChangeConfirmation, "vip_change_confirmation"),
    ("vip_changes/<int:change_id>/discard", tiers.VipChangeDiscarding, "vip_change_discarding"),
    ("vip_tier_changes", vip_tier_changes.VipTierChanges, "vip_tier_changes"),
    ("vip_tiers/<int:tier_id>", tiers.OneVipTier, "vip_tier"),
    ("webhooks", webhooks.Webhooks, "webhooks"),
    ("webhooks/<int:endpoint_id>", webhooks.OneWebhook, "webhook"),
    ("webhooks/<int:endpoint_id>/deliveries", webhook_deliveries.WebhookDeliveries, "webhook_deliveries"),
    (
        "webhooks/<int:endpoint_id>/deliveries/<int:delivery_id>/replay",
        webhook_deliveries.DeliveryReplay,
        "webhook_delivery_replay",
    ),
    ("webhooks/<int:endpoint_id>/rotate_secret", webhooks.WebhookSecret, "webhook_secret"),
    ("webhooks/<int:endpoint_id>/replay", webhooks.WebhookReplay, "webhook_replay"),
)
urlpatterns = [path(address, view.as_view(), name=name) for address, view, name in ADDED]
