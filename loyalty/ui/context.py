"""What every page of the shell knows: where one can go, which theme, which language."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language_info

from loyalty.ui.navigation import MERCHANT, STAFF, first_place, sections_for
from loyalty.ui.version import version

THEME_COOKIE = "theme"
THEMES = ("light", "dark")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell` in every template. Lists are made only where a template asks for them."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "shell": {
            "theme": theme if theme in THEMES else "",
            "version": version(),
            "languages": SimpleLazyObject(_languages),
            "merchant_navigation": SimpleLazyObject(lambda: sections_for(MERCHANT, path=request.path)),
            "staff_navigation": SimpleLazyObject(lambda: sections_for(STAFF, path=request.path)),
            "staff_home": SimpleLazyObject(lambda: first_place(STAFF)),
            "unread": getattr(request, "unread_notices", 0),
            "memberships": getattr(request, "memberships", ()),
        }
    }


def _languages() -> list[dict[str, Any]]:
    return [dict(get_language_info(code)) for code, _name in settings.LANGUAGES]
