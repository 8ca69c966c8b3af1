"""Which characters the bytes of a file stand for."""

import codecs
import io
from collections.abc import Iterable, Iterator
from itertools import chain

from django.utils.translation import gettext_lazy as _

from loyalty.errors import Refused

FALLBACK = "cp1252"
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SAMPLE_BYTES = 65_536


class FileEmpty(Refused):
    code = "file_empty"
    message = _("This file is empty. Export it again and choose the new file.")


class FileIsWorkbook(Refused):
    code = "file_is_workbook"
    message = _("This is a workbook, not a CSV file. Open it, choose Save as, and pick CSV (UTF-8).")


class FileNotText(Refused):
    code = "file_not_text"
    message = _("This is not a CSV file: it holds something other than text. Export it as CSV.")


def choose_encoding(blocks: Iterable[bytes]) -> str:
    """How the whole file is to be decoded: as its first bytes say, else UTF-8 if all of it is, else Windows-1252.

    Refuses a file that is empty (`FileEmpty`), a workbook (`FileIsWorkbook`) or no text (`FileNotText`).
    """
    remaining = iter(blocks)
    first = next(remaining, b"")
    if not first.strip():
        raise FileEmpty
    if first.startswith(_WORKBOOKS):
        raise FileIsWorkbook
    if named := _named_by_its_beginning(first[:_SAMPLE_BYTES]):
        return named
    return "utf-8" if _is_utf8(chain([first], remaining)) else FALLBACK


def as_utf8(blocks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The same text in UTF-8 without a byte order mark, every line ended by one newline."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    lines = io.IncrementalNewlineDecoder(decoder, translate=True)
    for block in blocks:
        yield lines.decode(block).encode("utf-8", "replace")
    yield lines.decode(b"", final=True).encode("utf-8", "replace")


def _named_by_its_beginning(sample: bytes) -> str:
    for mark, encoding in _BOMS.items():
        if sample.startswith(mark):
            return encoding
    # Every other byte of Latin text in UTF-16 is zero.
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(sample) > 3 and sample[start::2].count(0) > len(sample) / 5:
            return encoding
    strange = sum(sample.count(byte) for byte in range(32) if byte not in b"\t\n\r\f")
    if strange * 100 > len(sample):
        raise FileNotText
    return ""


def _is_utf8(blocks: Iterable[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for block in blocks:
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
