"""Lucide icons, drawn once per process: the library parses XML at every call."""

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from lucide.jinja import lucide


@lru_cache(maxsize=512)
def draw_icon(name: str, size: int = 16) -> SafeString:
    """The icon as inline SVG, hidden from screen readers: it always stands beside text or a label."""
    svg = lucide(name, size=size, **{"class": "icon", "aria_hidden": "true", "focusable": "false"})
    return mark_safe(svg)  # noqa: S308 -- drawn by the icon library from names in our templates
