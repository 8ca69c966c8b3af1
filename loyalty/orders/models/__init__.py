from loyalty.orders.models.imports import ImportPhase, OrderImport, OrderImportPart, OrderImportProblem
from loyalty.orders.models.orders import NAME, Order, OrderState, Refund

__all__ = [
    "NAME",
    "ImportPhase",
    "Order",
    "OrderImport",
    "OrderImportPart",
    "OrderImportProblem",
    "OrderState",
    "Refund",
]
