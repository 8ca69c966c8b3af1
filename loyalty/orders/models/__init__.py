from loyalty.orders.models.imports import OrderImport, OrderImportPart, OrderImportProblem
from loyalty.orders.models.orders import NAME, Order, OrderState, Refund

__all__ = [
    "NAME",
    "Order",
    "OrderImport",
    "OrderImportPart",
    "OrderImportProblem",
    "OrderState",
    "Refund",
]
