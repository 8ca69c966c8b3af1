"""Work without a cluster."""

from loyalty.jobs.actions import NotDue, claim, rouse, sweep
from loyalty.jobs.models import Job
from loyalty.jobs.tasks.slices import run_slice


def run_due() -> int:
    """Run what is due, and what that makes due, in this process. Returns how many slices it took."""
    slices = 0
    rouse()
    sweep()
    while job_id := Job.objects.due().order_by("next_at", "pk").values_list("pk", flat=True).first():
        try:
            claimed = claim(job_id)
        except NotDue:
            # Somebody else was faster, or its attempts are used up.
            sweep()
            continue
        run_slice(claimed)
        rouse()
        slices += 1
    return slices
