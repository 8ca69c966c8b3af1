"""A file cut into chunks: nothing is read twice, nothing lost, whatever stands in it."""

from collections.abc import Mapping

import pytest

from loyalty.files.mapping.records import Records
from loyalty.orders.mapping.chunks import read_chunks, survey
from loyalty.orders.mapping.rows import RowReader
from loyalty.orders.snapshots import Chunk, Field, Reading
from tests.cast import MONDAY
from tests.orders.cast import HEADER, THREE_ORDERS, make_reading


def records_of(text: str, *, offset: int = 0, line: int = 0) -> Records:
    content = text.encode()[offset:]
    size = 7 if len(content) < 10_000 else 100_000
    blocks = (content[start : start + size] for start in range(0, len(content), size))
    records = Records(blocks, delimiter=",", offset=offset, line=line)
    return records if offset else records.skip(1)


def chunks_of(
    text: str, *, size: int = 100, offset: int = 0, line: int = 0, reading: Reading | None = None
) -> list[Chunk]:
    reading = reading or make_reading()
    first_lines: Mapping[str, int] = survey(lambda: records_of(text), reading).first_lines
    records = records_of(text, offset=offset, line=line)
    reader = RowReader(reading, at=MONDAY)
    return list(read_chunks(records, reader, reading=reading, first_lines=first_lines, size=size))


def names(chunks: list[Chunk]) -> list[str]:
    return [facts.external_id for chunk in chunks for facts in chunk.facts]


@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_reading_goes_on_where_any_chunk_ended(size: int) -> None:
    text = HEADER + "".join(f'{n},"kund, nummer\n{n}",2026-01-05,{n}.00\n\n' for n in range(1, 8))
    whole = chunks_of(text, size=size)

    for number, chunk in enumerate(whole[:-1], 1):
        rest = chunks_of(text, size=size, offset=chunk.offset, line=chunk.line)

        assert names(rest) == names(whole[number:])
        assert rest[-1].lines == whole[-1].lines


def test_an_order_of_several_rows_is_one_order() -> None:
    text = HEADER + "1,ada,2026-01-05,10.00\n1,,,\n1,ada,,\n2,ada,2026-01-05,10.00\n2,ada,2026-01-05,10.00\n"

    assert names(chunks_of(text, size=1)) == ["1", "2"]
    assert survey(lambda: records_of(text), make_reading()).rows == 2


def test_rows_without_the_id_go_on_with_the_order_of_their_number() -> None:
    columns = {Field.ORDER: 0, Field.CUSTOMER: 1, Field.PAID: 2, Field.TOTAL: 3, Field.NUMBER: 4}
    text = HEADER + "77,ada,2026-01-05,10.00,#1\n,,,,#1\n,,,,#2\n"

    [chunk] = chunks_of(text, reading=make_reading(columns))

    assert names([chunk]) == ["77"]
    assert [(problem.line, problem.code) for problem in chunk.problems] == [(4, "order_missing")]


def test_an_order_that_comes_again_is_left_out_and_says_where_it_stood() -> None:
    text = THREE_ORDERS + "1,ada,2026-01-05,99.00\n"

    chunks = chunks_of(text, size=2)

    assert names(chunks) == ["1", "2", "3"]
    assert [(problem.line, problem.code, problem.seen) for problem in chunks[-1].problems] == [
        (5, "order_repeated", "2")
    ]


def test_an_order_that_comes_again_is_noticed_after_a_restart_too() -> None:
    text = THREE_ORDERS + "1,ada,2026-01-05,99.00\n"
    first = chunks_of(text, size=2)[0]

    [rest] = chunks_of(text, offset=first.offset, line=first.line)

    assert (names([rest]), rest.problems[0].seen) == (["3"], "2")


def test_empty_lines_are_nothing() -> None:
    assert names(chunks_of(THREE_ORDERS.replace("\n2,", "\n\n  \n,,,\n2,"))) == ["1", "2", "3"]


def test_a_row_with_a_zero_byte_is_left_out() -> None:
    [chunk] = chunks_of(THREE_ORDERS.replace("2,ada", "2,a\0a"))

    assert (names([chunk]), chunk.problems[0].code) == (["1", "3"], "text_damaged")


def test_a_row_that_is_too_wide_is_left_out() -> None:
    [chunk] = chunks_of(THREE_ORDERS.replace("20.50", "20,50,00"))

    assert (names([chunk]), chunk.problems[0].code) == (["1", "3"], "row_too_wide")


def test_a_quotation_mark_that_is_never_closed_says_how_far_it_reached() -> None:
    text = HEADER + '1,"ada,2026-01-05,10.00\n' + "2,ada,2026-01-05,1.00\n" * 300

    [chunk] = chunks_of(text)

    assert (chunk.problems[0].line, chunk.problems[0].code, chunk.problems[0].seen) == (
        2,
        "quote_open",
        "302",
    )


def test_an_endless_line_is_a_bad_row_and_no_more() -> None:
    [chunk] = chunks_of(
        HEADER + "1,ada,2026-01-05,10.00\n2,ada," + "x," * 600_000 + "\n3,ada,2026-01-05,1.00\n"
    )

    assert names([chunk]) == ["1", "3"]
    assert {problem.code for problem in chunk.problems} <= {
        "row_too_wide",
        "date_unreadable",
        "customer_missing",
    }
