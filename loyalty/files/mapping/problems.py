"""What is wrong with a row, whatever kind of file it stands in."""

LONGEST_SEEN = 80
# A spreadsheet would run a cell that begins so as a formula; an apostrophe makes it text (OWASP, CSV injection).
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


class RowProblem(Exception):
    """Why a row cannot be taken: `code` names the sentence, `field` and `seen` what it is about."""

    def __init__(self, code: str, field: str = "", seen: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.seen = shortened(seen)


def shortened(text: str) -> str:
    """The beginning of a text, fit to be shown and stored."""
    clean = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return clean if len(clean) <= LONGEST_SEEN else f"{clean[: LONGEST_SEEN - 1]}…"


def plain_cell(text: str) -> str:
    """The text as a cell that no spreadsheet runs."""
    return f"'{text}" if text.startswith(FORMULAS) else text
