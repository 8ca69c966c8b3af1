"""Which characters a file's bytes stand for."""

import pytest

from loyalty.errors import Refused
from loyalty.files.mapping.encodings import FileEmpty, FileIsWorkbook, FileNotText, as_utf8, choose_encoding

TEXT = "order id,förnamn\n1,Åsa\n2,Zoë\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_file_is_read_in_the_encoding_it_was_written_in(encoding: str) -> None:
    blocks = [TEXT.encode(encoding)]

    found = choose_encoding(blocks)

    assert b"".join(as_utf8(blocks, found)).decode() == TEXT


def test_a_letter_cut_in_two_by_a_block_is_whole_again() -> None:
    content = "å".encode()

    assert (
        b"".join(as_utf8([content[:1], content[1:]], choose_encoding([content[:1], content[1:]]))) == content
    )


def test_one_wrong_byte_far_into_the_file_makes_it_windows_1252() -> None:
    blocks = [b"a,b\n" * 50_000, "Zoë\n".encode("cp1252")]

    assert choose_encoding(blocks) == "cp1252"


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\n"])
def test_lines_end_alike_whatever_made_the_file(line_end: str) -> None:
    blocks = [f"a,b{line_end}1,2{line_end}".encode()]

    assert b"".join(as_utf8(blocks, "utf-8")) == b"a,b\n1,2\n"


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", FileEmpty),
        (b" \n\n", FileEmpty),
        (b"PK\x03\x04 and the rest of a workbook", FileIsWorkbook),
        (b"\xd0\xcf\x11\xe0 and the rest of an old one", FileIsWorkbook),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", FileNotText),
        (bytes(range(256)) * 8, FileNotText),
    ],
    ids=["empty", "blank", "workbook", "old workbook", "picture", "noise"],
)
def test_what_is_no_csv_is_refused_with_what_to_do(content: bytes, refusal: type[Refused]) -> None:
    with pytest.raises(refusal, match=r"\."):
        choose_encoding([content])
