"""Reading files of orders, and what is known of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.db import connection
from django.db.models import QuerySet

from loyalty.orders.mapping.chunks import Survey, read_chunks, survey
from loyalty.orders.mapping.layouts import SAMPLE_ROWS
from loyalty.orders.mapping.records import Records
from loyalty.orders.mapping.rows import RowReader
from loyalty.orders.models import Order, OrderImport
from loyalty.orders.snapshots import Chunk, OrderFacts, Reading

PART_BYTES = 262_144


def open_records(order_import: OrderImport, reading: Reading, *, offset: int = 0, line: int = 0) -> Records:
    """The rows of the file, from its first order or from a place where a chunk ended."""
    records = Records(_blocks(order_import, offset), delimiter=reading.delimiter, offset=offset, line=line)
    return records if offset else records.skip(reading.skipped_lines)


def survey_file(order_import: OrderImport, reading: Reading) -> Survey:
    """How many rows the file has, and which orders stand in it twice."""
    return survey(lambda: open_records(order_import, reading), reading)


def beginning_of(order_import: OrderImport) -> str:
    """The first part of the file, without a last line that is cut."""
    content = next(_blocks(order_import, 0), b"")
    if len(content) == PART_BYTES:
        content = content[: content.rfind(b"\n") + 1] or content
    return content.decode(errors="replace")


def samples_of(order_import: OrderImport, reading: Reading) -> list[str]:
    """Something that stands in each column, or nothing where the first rows have nothing."""
    samples = [""] * len(reading.header)
    for record in islice(open_records(order_import, reading), SAMPLE_ROWS):
        for place, cell in enumerate((record.cells or [])[: len(samples)]):
            samples[place] = samples[place] or cell.strip()
    return samples


def preview(order_import: OrderImport, reading: Reading, *, rows: int, at: datetime) -> Chunk:
    """The first rows of the file as they would be read."""
    records, reader = open_records(order_import, reading), RowReader(reading, at=at)
    return next(read_chunks(records, reader, reading=reading, first_lines={}, size=rows))


def has_file(order_import: OrderImport) -> bool:
    """Whether the file's contents are still kept."""
    return order_import.parts.exists()


def known_refunds(facts: Sequence[OrderFacts], *, merchant_id: int) -> dict[tuple[str, str], int]:
    """How much is known to have come back for each of these orders, in minor units."""
    names = [(fact.source, fact.external_id) for fact in facts]
    with connection.cursor() as cursor:
        cursor.execute(_REFUNDS, [merchant_id, *map(list, zip(*names, strict=True))])
        return {(source, name): cents for source, name, cents in cursor.fetchall()}


def brought_by(order_import: OrderImport) -> QuerySet[Order]:
    """The orders that this file was the first to bring and that are not withdrawn."""
    return Order.objects.filter(import_id=order_import.pk, is_withdrawn=False)


def next_orders_of(order_import: OrderImport, *, size: int) -> list[int]:
    """Some orders that this file brought and that are not withdrawn yet."""
    return list(brought_by(order_import).order_by("pk").values_list("pk", flat=True)[:size])


def _blocks(order_import: OrderImport, offset: int) -> Iterator[bytes]:
    """The file's bytes from an offset on, a part at a time: one is in memory."""
    number, skipped = divmod(offset, PART_BYTES)
    while content := order_import.parts.filter(number=number).values_list("content", flat=True).first():
        yield bytes(content)[skipped:]
        number, skipped = number + 1, 0


_REFUNDS = """
SELECT said.source, said.external_id, sum(refund.goods_cents)::bigint
FROM (
    SELECT %s::bigint AS merchant_id, source, external_id
    FROM unnest(%s::text[], %s::text[]) AS asked (source, external_id) OFFSET 0
) AS said
JOIN orders_order o ON o.merchant_id = said.merchant_id AND o.source = said.source AND o.external_id = said.external_id
JOIN orders_refund refund ON refund.merchant_id = o.merchant_id AND refund.order_id = o.id
GROUP BY said.source, said.external_id
"""
