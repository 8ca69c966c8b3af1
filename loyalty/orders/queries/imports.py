"""Reading files of orders, and what is known of them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from loyalty.files.mapping.surveys import Survey
from loyalty.files.queries import open_records
from loyalty.orders.mapping.chunks import read_chunks, survey
from loyalty.orders.mapping.rows import RowReader
from loyalty.orders.models import Order, OrderImport
from loyalty.orders.snapshots import Chunk, OrderFacts, Reading


def survey_file(order_import: OrderImport, reading: Reading) -> Survey:
    """How many rows the file has, and which orders stand in it twice."""
    return survey(lambda: open_records(order_import, reading), reading)


def preview(order_import: OrderImport, reading: Reading, *, rows: int, at: datetime) -> Chunk:
    """The first rows of the file as they would be read."""
    records, reader = open_records(order_import, reading), RowReader(reading, at=at)
    return next(read_chunks(records, reader, reading=reading, first_lines={}, size=rows))


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
