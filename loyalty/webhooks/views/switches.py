"""Testing, pausing, resuming, removing a webhook, and giving it a new secret."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from loyalty.errors import Refused
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from loyalty.webhooks.actions import pause_endpoint, remove_endpoint, resume_endpoint, rotate_secret
from loyalty.webhooks.actions.endpoints import ping
from loyalty.webhooks.models import Delivery, Endpoint


@require_POST
@team_required(*CHANGERS)
def pause(request: MerchantRequest, endpoint_id: int) -> HttpResponse:
    found = get_object_or_404(Endpoint, pk=endpoint_id)
    pause_endpoint(found, by=request.user, at=now())
    messages.success(request, _("Paused. What happens meanwhile waits."))
    return redirect("webhooks:endpoint", found.pk)


@require_POST
@team_required(*CHANGERS)
def resume(request: MerchantRequest, endpoint_id: int) -> HttpResponse:
    found = get_object_or_404(Endpoint, pk=endpoint_id)
    try:
        resume_endpoint(found, by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Resumed. What waited leaves now."))
    return redirect("webhooks:endpoint", found.pk)


@require_POST
@team_required(*CHANGERS)
def test(request: MerchantRequest, endpoint_id: int) -> HttpResponse:
    found = get_object_or_404(Endpoint.objects.active(), pk=endpoint_id)
    ping(found, at=now())
    messages.success(request, _("A test message leaves in a few seconds."))
    return redirect("webhooks:endpoint", found.pk)


@never_cache
@require_http_methods(["GET", "POST"])
@team_required(*CHANGERS)
def rotate(request: MerchantRequest, endpoint_id: int) -> HttpResponse:
    """Answers with the new secret itself: it is shown this once."""
    found = get_object_or_404(Endpoint.objects.own(), pk=endpoint_id)
    if request.method != "POST":
        return render(request, "webhooks/rotate.html", {"endpoint": found})
    rotated = rotate_secret(found, by=request.user, at=now())
    return render(request, "webhooks/secret.html", {"endpoint": rotated, "is_new": False})


@require_http_methods(["GET", "POST"])
@team_required(*CHANGERS)
def remove(request: MerchantRequest, endpoint_id: int) -> HttpResponse:
    found = get_object_or_404(Endpoint.objects.own(), pk=endpoint_id)
    if request.method != "POST":
        count = Delivery.objects.filter(endpoint=found).count()
        return render(request, "webhooks/remove.html", {"endpoint": found, "count": count})
    remove_endpoint(found, by=request.user, at=now())
    messages.success(request, _("Webhook removed."))
    return redirect("webhooks:endpoints")
