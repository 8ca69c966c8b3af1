"""How a file's bytes become rows."""

from typing import Protocol


class LaidOut(Protocol):
    """What every kind of file says of its layout; `skipped_lines` come before the first row that counts."""

    @property
    def delimiter(self) -> str: ...

    @property
    def skipped_lines(self) -> int: ...

    @property
    def header(self) -> tuple[str, ...]: ...
