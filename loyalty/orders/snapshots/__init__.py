from loyalty.orders.snapshots.imports import Chunk, DateOrder, Decimals, Field, ImportCounts, Problem, Reading
from loyalty.orders.snapshots.orders import (
    AmountFacts,
    LineFacts,
    OrderFacts,
    RefundFacts,
    ReturnedLine,
    SeenOrder,
)

__all__ = [
    "AmountFacts",
    "Chunk",
    "DateOrder",
    "Decimals",
    "Field",
    "ImportCounts",
    "LineFacts",
    "OrderFacts",
    "Problem",
    "Reading",
    "RefundFacts",
    "ReturnedLine",
    "SeenOrder",
]
