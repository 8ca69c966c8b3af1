from loyalty.orders.snapshots.imports import (
    AMOUNTS,
    DATES,
    PERSONS,
    Chunk,
    Decimals,
    Field,
    ImportCounts,
    Problem,
    Reading,
)
from loyalty.orders.snapshots.orders import (
    AmountFacts,
    LineFacts,
    OrderFacts,
    RefundFacts,
    ReturnedLine,
    SeenOrder,
    as_first_seen,
)

__all__ = [
    "AMOUNTS",
    "DATES",
    "PERSONS",
    "AmountFacts",
    "Chunk",
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
    "as_first_seen",
]
