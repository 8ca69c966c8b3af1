"""The operations that Smile publishes, at its addresses."""

from django.urls import path

from loyalty.api.views.activities import Activities
from loyalty.api.views.customer_identities import CustomerIdentities
from loyalty.api.views.customers import Customers, OneCustomer
from loyalty.api.views.earning_rules import EarningRules
from loyalty.api.views.points_products import OnePointsProduct, PointsProductPurchase, PointsProducts
from loyalty.api.views.points_settings import PointsSettings
from loyalty.api.views.points_transactions import OnePointsTransaction, PointsTransactions
from loyalty.api.views.referral_settings import ReferralSettings
from loyalty.api.views.reward_fulfillments import RewardFulfillments
from loyalty.api.views.vip_tiers import VipTiers

urlpatterns = [
    path("activities", Activities.as_view(), name="activities"),
    path("customer_identities/create_or_update", CustomerIdentities.as_view(), name="customer_identities"),
    path("customers", Customers.as_view(), name="customers"),
    path("customers/<int:customer_id>", OneCustomer.as_view(), name="customer"),
    path("earning_rules", EarningRules.as_view(), name="earning_rules"),
    path("points_products", PointsProducts.as_view(), name="points_products"),
    path("points_products/<int:reward_id>", OnePointsProduct.as_view(), name="points_product"),
    path(
        "points_products/<int:reward_id>/purchase",
        PointsProductPurchase.as_view(),
        name="points_product_purchase",
    ),
    path("points_settings", PointsSettings.as_view(), name="points_settings"),
    path("points_transactions", PointsTransactions.as_view(), name="points_transactions"),
    path(
        "points_transactions/<int:transaction_id>",
        OnePointsTransaction.as_view(),
        name="points_transaction",
    ),
    path("referral_settings", ReferralSettings.as_view(), name="referral_settings"),
    path("reward_fulfillments", RewardFulfillments.as_view(), name="reward_fulfillments"),
    path("vip_tiers", VipTiers.as_view(), name="vip_tiers"),
]
