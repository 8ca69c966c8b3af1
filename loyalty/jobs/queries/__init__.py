"""What is asked about jobs."""

from loyalty.jobs.queries.health import Health, health, unapplied_migrations
from loyalty.jobs.queries.progress import Progress, progress

__all__ = ["Health", "Progress", "health", "progress", "unapplied_migrations"]
