"""What Smile has not: each at an address that Smile leaves free."""

from django.urls import path

from loyalty.api.views import orders

urlpatterns = [
    path("orders", orders.Orders.as_view(), name="orders"),
    path("orders/bulk", orders.ManyOrders.as_view(), name="many_orders"),
    path("orders/<int:order_id>", orders.OneOrder.as_view(), name="order"),
    path("orders/<int:order_id>/refunds", orders.OrderRefunds.as_view(), name="order_refunds"),
]
