from loyalty.customers.snapshots.customers import CustomerFacts
from loyalty.customers.snapshots.imports import (
    Column,
    Mode,
    PeopleChunk,
    PersonRow,
    Reading,
    RowReport,
)

__all__ = ["Column", "CustomerFacts", "Mode", "PeopleChunk", "PersonRow", "Reading", "RowReport"]
