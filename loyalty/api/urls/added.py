"""What Smile has not: each at an address that Smile leaves free."""

from django.urls import path

from loyalty.api.views import explanations, orders, segments

urlpatterns = [
    path(
        "activities/<int:activity_id>/explanation",
        explanations.ActivityExplanation.as_view(),
        name="activity_explanation",
    ),
    path("orders", orders.Orders.as_view(), name="orders"),
    path("orders/bulk", orders.ManyOrders.as_view(), name="many_orders"),
    path("orders/<int:order_id>", orders.OneOrder.as_view(), name="order"),
    path(
        "orders/<int:order_id>/explanation", explanations.OrderExplanation.as_view(), name="order_explanation"
    ),
    path("orders/<int:order_id>/refunds", orders.OrderRefunds.as_view(), name="order_refunds"),
    path(
        "points_transactions/<int:transaction_id>/explanation",
        explanations.TransactionExplanation.as_view(),
        name="transaction_explanation",
    ),
    path("segments", segments.Segments.as_view(), name="segments"),
]
