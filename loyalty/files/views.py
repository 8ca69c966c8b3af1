"""What the pages of all kinds of files share."""

from collections.abc import Iterable
from contextlib import suppress

from loyalty.files.models import FileImport
from loyalty.jobs.actions import NotDue, claim
from loyalty.jobs.models import FINISHED, Job
from loyalty.jobs.tasks.slices import run_slice

# A file up to this size is done while its sender waits: a second at most.
SMALL_BYTES = 200_000


def do_if_small(file: FileImport) -> None:
    """Do what was started in this request if it is little; else a worker does it."""
    if file.size_bytes <= SMALL_BYTES and file.job_id:
        # Not due: a worker was faster.
        with suppress(NotDue):
            run_slice(claim(file.job_id))


def job_of(file: FileImport) -> Job | None:
    """The work on the file that runs, or ran last."""
    return Job.objects.filter(pk=file.job_id).first() if file.job_id else None


def stopped_among(files: Iterable[FileImport]) -> set[int]:
    """The ids of those whose work ended before the end of the file. One query."""
    working = {file.job_id: file.pk for file in files if file.phase.endswith("ing") and file.job_id}
    ended = Job.objects.filter(pk__in=working, state__in=FINISHED).values_list("pk", flat=True)
    return {working[job_id] for job_id in ended}
