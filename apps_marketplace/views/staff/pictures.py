"""Pictures of apps that only staff and the developer see so far."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from apps_marketplace.models import Screenshot
from loyalty.team.permissions import staff_required


@require_safe
@staff_required
@cache_control(private=True, max_age=3600)
def screenshot(_request: HttpRequest, screenshot_id: int) -> HttpResponse:
    """One of any app, listed or not."""
    found = get_object_or_404(Screenshot, pk=screenshot_id)
    return HttpResponse(bytes(found.image), content_type=found.image_type)
