from loyalty.orders.models.imports import ImportPhase, OrderImport, OrderImportPart, OrderImportProblem
from loyalty.orders.models.orders import Order, OrderState, Refund

__all__ = ["ImportPhase", "Order", "OrderImport", "OrderImportPart", "OrderImportProblem", "OrderState", "Refund"]
