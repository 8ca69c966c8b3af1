"""The queue's row for a job. Only a hint: lost, the job waits for the next sweep; twice, nothing happens."""

from django_q.tasks import async_task


def hint(job_id: int) -> None:
    """Have some worker look at the job soon; the row commits with the caller's transaction."""
    async_task("loyalty.jobs.tasks.run", job_id)
