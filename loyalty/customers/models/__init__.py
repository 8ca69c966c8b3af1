from loyalty.customers.models.birthdays import BirthdayCalendar
from loyalty.customers.models.customers import (
    DAY_OF_YEAR,
    UNKNOWN_YEAR,
    WORDS,
    Customer,
    CustomerQuerySet,
    CustomerState,
)
from loyalty.customers.models.identities import CustomerIdentity
from loyalty.customers.models.imports import (
    CustomerImport,
    CustomerImportPart,
    CustomerImportRow,
    ImportBatch,
    ImportKind,
    Result,
)
from loyalty.customers.models.notes import CustomerNote
from loyalty.customers.models.segments import LONGEST_SEGMENT_NAME, Segment
from loyalty.customers.models.tags import CustomerTag

__all__ = [
    "DAY_OF_YEAR",
    "LONGEST_SEGMENT_NAME",
    "UNKNOWN_YEAR",
    "WORDS",
    "BirthdayCalendar",
    "Customer",
    "CustomerIdentity",
    "CustomerImport",
    "CustomerImportPart",
    "CustomerImportRow",
    "CustomerNote",
    "CustomerQuerySet",
    "CustomerState",
    "CustomerTag",
    "ImportBatch",
    "ImportKind",
    "Result",
    "Segment",
]
