from loyalty.jobs.views.probes import healthz, readyz
from loyalty.jobs.views.progress import cancel, progress, progress_fragment
from loyalty.jobs.views.staff import discard, health, retry

__all__ = ["cancel", "discard", "health", "healthz", "progress", "progress_fragment", "readyz", "retry"]
