"""Reading what was kept."""

from collections.abc import Iterator
from itertools import islice

from loyalty.files.mapping.layouts import SAMPLE_ROWS
from loyalty.files.mapping.records import Records
from loyalty.files.models import FileImport
from loyalty.files.snapshots import LaidOut

PART_BYTES = 262_144


def open_records(file: FileImport, reading: LaidOut, *, offset: int = 0, line: int = 0) -> Records:
    """The rows of the file, from its first or from a place where a chunk ended."""
    records = Records(blocks_of(file, offset), delimiter=reading.delimiter, offset=offset, line=line)
    return records if offset else records.skip(reading.skipped_lines)


def beginning_of(file: FileImport) -> str:
    """The first part of the file, without a last line that is cut."""
    content = next(blocks_of(file, 0), b"")
    if len(content) == PART_BYTES:
        content = content[: content.rfind(b"\n") + 1] or content
    return content.decode(errors="replace")


def samples_of(file: FileImport, reading: LaidOut) -> list[str]:
    """Something that stands in each column, or nothing where the first rows have nothing."""
    samples = [""] * len(reading.header)
    for record in islice(open_records(file, reading), SAMPLE_ROWS):
        for place, cell in enumerate((record.cells or [])[: len(samples)]):
            samples[place] = samples[place] or cell.strip()
    return samples


def has_file(file: FileImport) -> bool:
    """Whether the file's contents are still kept."""
    return bool(file.parts.exists())


def blocks_of(file: FileImport, offset: int) -> Iterator[bytes]:
    """The file's bytes from an offset on, a part at a time: one is in memory."""
    number, skipped = divmod(offset, PART_BYTES)
    while content := file.parts.filter(number=number).values_list("content", flat=True).first():
        yield bytes(content)[skipped:]
        number, skipped = number + 1, 0
