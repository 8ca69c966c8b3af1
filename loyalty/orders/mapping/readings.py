"""A first guess at how a file is to be read, for the merchant to correct."""

import re
from collections.abc import Iterable, Mapping, Sequence

from loyalty.files.mapping.dates import guess_date_order
from loyalty.files.mapping.layouts import Layout, find_layout
from loyalty.files.snapshots import DateOrder
from loyalty.orders.mapping.columns import guess_columns
from loyalty.orders.snapshots import AMOUNTS, DATES, Decimals, Field, Reading

ANY_SOURCE = "import"
_COMMA_DECIMALS = re.compile(r".*\d,\d{1,2}\D*")
_POINT_DECIMALS = re.compile(r".*\d\.\d{1,2}\D*")


def guess_reading(sample: str, *, currency: str, timezone: str) -> Reading:
    """How a file that begins like this is read best. Refuses (`NoColumns`) what has no columns."""
    layout = find_layout(sample)
    guess = guess_columns(layout.header)
    return Reading(
        delimiter=layout.delimiter,
        skipped_lines=layout.skipped_lines,
        header=layout.header,
        columns=guess.columns,
        source=guess.source or ANY_SOURCE,
        currency=currency,
        timezone=timezone,
        date_order=_date_order(layout, guess.columns),
        decimals=_decimals(layout, guess.columns),
    )


def _date_order(layout: Layout, columns: Mapping[Field, int]) -> DateOrder:
    return guess_date_order(list(_samples(layout, columns, DATES)))


def _decimals(layout: Layout, columns: Mapping[Field, int]) -> Decimals:
    samples = list(_samples(layout, columns, (*AMOUNTS, Field.SHIPPING, Field.TAX, Field.DISCOUNT)))
    has_comma = any(map(_COMMA_DECIMALS.fullmatch, samples))
    return (
        Decimals.COMMA if has_comma and not any(map(_POINT_DECIMALS.fullmatch, samples)) else Decimals.POINT
    )


def _samples(layout: Layout, columns: Mapping[Field, int], fields: Sequence[Field]) -> Iterable[str]:
    places = [columns[field] for field in fields if field in columns] or range(len(layout.header))
    return (row[place] for row in layout.rows for place in places if place < len(row))
