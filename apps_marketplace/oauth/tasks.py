"""Housekeeping, started by the clock."""

from django.utils.timezone import now

from apps_marketplace.oauth.actions import forget_expired
from loyalty.jobs.actions import Work


def forget_expired_tokens(work: Work) -> None:
    """Delete codes and tokens of apps that can be neither used nor misused any more."""
    forget_expired(at=now(), kept=lambda count: work.advance(done=work.done + count))
    work.finish()
