"""Reading files of customers, and what is known of their rows."""

from collections.abc import Iterable, Mapping

from django.db.models import Count, QuerySet

from loyalty.customers.mapping.rows import Reads, read_chunks, survey
from loyalty.customers.models.imports import CustomerImport, CustomerImportRow
from loyalty.customers.snapshots import PeopleChunk, Reading
from loyalty.files.mapping.surveys import Survey
from loyalty.files.queries import open_records


def survey_people(stored: CustomerImport, reading: Reading) -> Survey:
    """How many rows the file has, and who stands in it more than once."""
    return survey(lambda: open_records(stored, reading), reading)


def preview_people(stored: CustomerImport, reading: Reading, reads: Reads, *, rows: int) -> PeopleChunk:
    """The first rows of the file as they would be read."""
    records = open_records(stored, reading)
    return next(read_chunks(records, reads, reading=reading, first_lines={}, size=rows))


def counted_before(stored: CustomerImport, customer_ids: Iterable[int]) -> set[int]:
    """Who of these customers has a row in effect from the same batch."""
    rows = CustomerImportRow.objects.filter(
        batch_id=stored.batch_id, customer__in=customer_ids, is_in_effect=True
    )
    return {customer_id for customer_id in rows.values_list("customer", flat=True) if customer_id}


def in_effect(stored: CustomerImport) -> "QuerySet[CustomerImportRow]":
    """The rows of this file that count and changed something."""
    return stored.rows.filter(is_in_effect=True).order_by("pk")


def results_of(stored: CustomerImport) -> Mapping[str, int]:
    """How many rows there are of each result."""
    return dict(stored.rows.values_list("result").annotate(rows=Count("pk")))
