"""Answers that htmx understands."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.http import HttpResponseStopPolling, trigger_client_event

from loyalty.ui.progress import Progress


def render_progress(
    request: HttpRequest, progress: Progress, *, url: str, cancel_url: str = "", **context: Any
) -> HttpResponse:
    """The progress bar alone, for polling: 286 stops it once the work is finished."""
    context |= {"progress": progress, "url": url, "cancel_url": cancel_url}
    answer = render(request, "ui/progress.html", context)
    if progress.is_finished:
        answer.status_code = HttpResponseStopPolling.status_code
    return answer


def announce(response: HttpResponse, text: str, *, tone: str = "good") -> HttpResponse:
    """Has the page show and speak `text` as a toast when an htmx answer has been put in place."""
    return trigger_client_event(response, "toast", {"text": text, "tone": tone}, after="swap")
