"""Those who run the installation look at all work, across merchants."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from loyalty.errors import Refused
from loyalty.jobs import actions, queries
from loyalty.jobs.models import Job
from loyalty.team.permissions import staff_required
from loyalty.ui.pages import page_of
from loyalty.ui.tables import Column, headings

COLUMNS = (
    Column(gettext_lazy("Job")),
    Column(gettext_lazy("Error")),
    Column(gettext_lazy("Attempts"), is_number=True, is_wide=True),
    Column(gettext_lazy("Stopped"), is_wide=True),
    Column(gettext_lazy("Actions"), is_hidden=True),
)


@require_safe
@staff_required
def health(request: HttpRequest) -> HttpResponse:
    page = page_of(Job.objects.dead(), order=["-pk"], cursor=request.GET.get("cursor"))
    return render(
        request, "jobs/health.html", {"health": queries.health(), "page": page, "headings": headings(COLUMNS)}
    )


@require_POST
@staff_required
def retry(request: HttpRequest, job_id: int) -> HttpResponse:
    return _do(request, job_id, actions.retry, done=_("The job will be tried again."))


@require_POST
@staff_required
def discard(request: HttpRequest, job_id: int) -> HttpResponse:
    return _do(request, job_id, actions.cancel, done=_("The job will not be tried again."))


def _do(request: HttpRequest, job_id: int, act: Callable[[Job], None], *, done: str) -> HttpResponse:
    try:
        act(get_object_or_404(Job, pk=job_id))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("jobs:health")
