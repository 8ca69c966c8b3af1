"""The pictures of apps: where they are, and those that came with a registration themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django_stubs_ext import StrOrPromise

from apps_marketplace.models import App, Screenshot
from apps_marketplace.queries import apps_seen_by
from apps_marketplace.snapshots import AppFacts
from apps_marketplace.views.approving import person_of
from loyalty.team.permissions import signed_in


@dataclass(frozen=True)
class Shown:
    """A screenshot: where it is, and what is to be seen."""

    address: str
    alt: StrOrPromise


@require_safe
@signed_in
@cache_control(private=True, max_age=3600)
def logo(request: HttpRequest, app: str) -> HttpResponse:
    """The address is on the consent page, too, and on those of the staff."""
    person = person_of(request)
    seen = App.objects.all() if person.is_staff else apps_seen_by(person)
    row = get_object_or_404(seen.filter(logo_type__startswith="image/"), slug=app)
    return HttpResponse(bytes(row.logo or b""), content_type=row.logo_type)


@require_safe
@signed_in
@cache_control(private=True, max_age=3600)
def screenshot(request: HttpRequest, screenshot_id: int) -> HttpResponse:
    seen = Screenshot.objects.filter(app__in=apps_seen_by(person_of(request)))
    found = get_object_or_404(seen, pk=screenshot_id)
    return HttpResponse(bytes(found.image), content_type=found.image_type)


def shots_of(app: AppFacts, *, door: str = "apps:screenshot") -> Sequence[Shown]:
    """The app's screenshots: those of its manifest, else those that were uploaded, behind this door. One query."""
    if app.is_manifest:
        return [Shown(static(one.path), one.alt) for one in app.screenshots]
    found = Screenshot.objects.filter(app__slug=app.slug).order_by("pk").values_list("pk", "alt")
    return [Shown(reverse(door, args=[pk]), alt) for pk, alt in found]
