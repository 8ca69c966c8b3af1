"""Lucide icons, drawn once per process: the library parses XML at every call."""

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from lucide.jinja import lucide

SVG = "http://www.w3.org/2000/svg"
INK = "#52525b"
IMAGE_SIZE = 96


@lru_cache(maxsize=512)
def draw_icon(name: str, size: int = 16) -> SafeString:
    """The icon as inline SVG, hidden from screen readers: it always stands beside text or a label."""
    svg = lucide(name, size=size, **{"class": "icon", "aria_hidden": "true", "focusable": "false"})
    return mark_safe(svg)  # noqa: S308 -- drawn by the icon library from names in our templates


@lru_cache(maxsize=512)
def draw_image(name: str) -> str:
    """The icon as a picture that stands alone, in a colour of its own. Raises `IconDoesNotExist`."""
    return str(lucide(name, size=IMAGE_SIZE, xmlns=SVG, color=INK))
