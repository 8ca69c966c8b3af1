"""Housekeeping, started by the clock."""

from django.db import transaction
from django.utils.timezone import now
from django_scopes import scope

from apps_marketplace.actions.authorizations import end_consent
from apps_marketplace.oauth.actions import forget_expired
from apps_marketplace.oauth.queries import orphaned_installs
from loyalty.jobs.actions import Work


def forget_expired_tokens(work: Work) -> None:
    """Delete codes and tokens of apps that can be neither used nor misused any more."""
    forget_expired(at=now(), kept=lambda count: work.advance(done=work.done + count))
    with transaction.atomic():
        work.finish()


def review_consents(work: Work) -> None:
    """Pause apps whose consent came from somebody who may not give it any more; their tokens are refused before."""
    for installation in orphaned_installs():
        with scope(merchant=installation.merchant):
            end_consent(installation, at=now())
    with transaction.atomic():
        work.finish()
