"""The theme, the language and the style guide."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views import i18n
from django.views.decorators.http import require_POST, require_safe
from lucide import IconDoesNotExist

from loyalty.team.permissions import public, staff_required
from loyalty.ui.context import THEME_COOKIE, THEMES
from loyalty.ui.http import render_progress
from loyalty.ui.icons import draw_image
from loyalty.ui.samples import sample_page, sample_progress

COOKIE_AGE = timedelta(days=365)
YEAR = 365 * 24 * 3600

set_language = require_POST(public(i18n.set_language))


@require_POST
@public
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remembers light or dark in a cookie; anything else means as the system has it."""
    response = redirect(_next(request))
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(THEME_COOKIE, theme, COOKIE_AGE, secure=settings.IS_HTTPS, httponly=True)
    else:
        response.delete_cookie(THEME_COOKIE)
    return response


@require_safe
@public
def icon_image(request: HttpRequest, icon: str) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """An icon as a picture of its own, for those who cannot draw it in their page."""
    try:
        drawing = draw_image(icon)
    except IconDoesNotExist as error:
        raise Http404 from error
    response = HttpResponse(drawing, content_type="image/svg+xml")
    patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    return response


@require_safe
@staff_required
def styleguide(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/styleguide.html", sample_page(at=now(), sort=request.GET.get("sort", "")))


@require_safe
@staff_required
def styleguide_page(request: HttpRequest, kind: str) -> HttpResponse:
    return render(request, f"ui/samples/{kind}.html", sample_page(at=now(), sort=request.GET.get("sort", "")))


@require_safe
@staff_required
def styleguide_progress(request: HttpRequest) -> HttpResponse:
    return render_progress(request, sample_progress(at=now()), url=request.path, title=_("Importing orders"))


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if is_ours else "/"
