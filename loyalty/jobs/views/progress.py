"""A merchant looks at their own job."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseStopPolling

from loyalty.errors import Refused
from loyalty.jobs import actions, queries
from loyalty.jobs.actions.kinds import UnknownKind, kind_named
from loyalty.jobs.models import Job
from loyalty.team.models import Role
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required

CANCELLERS = (*CHANGERS, Role.SUPPORT)


def progress_context(request: MerchantRequest, job: Job) -> dict[str, Any]:
    """What `jobs/progress_fragment.html` needs, for any screen that includes it."""
    shown = queries.progress(job, at=now(), may_cancel=request.role in CANCELLERS)
    return {"job": job, "progress": shown, "title": _title(job)}


@require_safe
@team_required()
def progress(request: MerchantRequest, job_id: int) -> HttpResponse:
    return render(request, "jobs/progress.html", progress_context(request, _own_job(request, job_id)))


@require_safe
@team_required()
def progress_fragment(request: MerchantRequest, job_id: int) -> HttpResponse:
    """The bar alone, for polling: 286 stops it once the job is finished."""
    job = _own_job(request, job_id)
    answer = render(request, "jobs/progress_fragment.html", progress_context(request, job))
    if job.is_finished:
        answer.status_code = HttpResponseStopPolling.status_code
    return answer


@require_POST
@team_required(*CANCELLERS)
def cancel(request: MerchantRequest, job_id: int) -> HttpResponse:
    job = _own_job(request, job_id)
    try:
        actions.cancel(job)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Cancelled. What was done so far stays."))
    return _back(request, job)


def _own_job(request: MerchantRequest, job_id: int) -> Job:
    # Jobs stand below merchants and have no scope of their own.
    return get_object_or_404(Job.objects.of(request.merchant.pk), pk=job_id)


def _title(job: Job) -> str:
    try:
        return str(kind_named(job.kind).title)
    except UnknownKind:
        return _("Work in the background")


def _back(request: MerchantRequest, job: Job) -> HttpResponseRedirect:
    # The bar is part of many pages: go back to the one it was cancelled on.
    page = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return HttpResponseRedirect(page)
    return redirect("jobs:progress", job.pk)
