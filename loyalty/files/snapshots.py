"""How a file's bytes become rows."""

from typing import Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DateOrder(TextChoices):
    """How a date written in digits is read; one with a four-digit year in front is always read as such."""

    DAY_FIRST = "day", _("Day first: 31/12/2026")
    MONTH_FIRST = "month", _("Month first: 12/31/2026")


class LaidOut(Protocol):
    """What every kind of file says of its layout; `skipped_lines` come before the first row that counts."""

    @property
    def delimiter(self) -> str: ...

    @property
    def skipped_lines(self) -> int: ...

    @property
    def header(self) -> tuple[str, ...]: ...
