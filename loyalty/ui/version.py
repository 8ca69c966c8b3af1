"""Which version this is. It stands once, in the first heading of CHANGELOG.md."""

import re
from functools import cache

from django.conf import settings


@cache
def version() -> str:
    """As merchants read it, such as `0.1`."""
    headings = re.search(r"^## (\S+)$", (settings.BASE_DIR / "CHANGELOG.md").read_text(), re.MULTILINE)
    return headings[1] if headings else ""
