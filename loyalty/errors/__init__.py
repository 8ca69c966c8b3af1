"""What every room refuses with."""

import re
from typing import Any, ClassVar

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_COUNTED = re.compile(r"%\((\w+)\)d")


class Refused(Exception):
    """An action that will not be done. `code` is for programs, `str()` is a sentence for the person at the screen.

    What stands as `%(name)d` in the sentence is grouped as its language does: 1,500.
    """

    code: ClassVar[str] = "refused"
    message: ClassVar[str | Promise] = _("This cannot be done.")

    def __init__(self, **details: Any) -> None:
        self.details = details
        super().__init__(self.code)

    def __str__(self) -> str:
        message = str(self.message)
        if not self.details:
            return message
        counted = {
            name: number_format(self.details[name], force_grouping=True) for name in _COUNTED.findall(message)
        }
        return _COUNTED.sub(r"%(\1)s", message) % {**self.details, **counted}
