"""Tokens of apps: issued, renewed, revoked, forgotten.

Whoever issues or revokes holds the lock of the installation, so nothing outlives a removal, no code or refresh token
works twice, and no two wait for each other.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q

from apps_marketplace.models import AccessToken, Application, Grant, Installation, RefreshToken
from apps_marketplace.oauth.snapshots import Issued, digest

ACCESS_LASTS = timedelta(hours=1)
# What was written for Smile has never asked for a new token: it works until the app is removed.
OLD_ACCESS_LASTS = timedelta(days=3650)
# An app that was away for so long has to ask the merchant again.
REFRESH_LASTS = timedelta(days=180)
# For so long it is noticed that something is used a second time.
CODES_ARE_KNOWN = timedelta(days=1)
REUSE_IS_KNOWN = timedelta(days=30)
BATCH = 5_000


def lifetime_of(application: Application) -> int:
    """Seconds that the app's access tokens live."""
    return int((OLD_ACCESS_LASTS if application.is_pkce_exempt else ACCESS_LASTS).total_seconds())


@transaction.atomic
def redeem_code(grant: Grant, issued: Issued, *, at: datetime) -> None:
    """The app has the first tokens of a family; the code is worth nothing any more."""
    Grant.objects.filter(pk=grant.pk).update(used_at=at, updated=at)
    _keep(issued, given_by=grant, family=grant.family, at=at)


@transaction.atomic
def rotate_token(token: RefreshToken, issued: Issued, *, at: datetime) -> None:
    """The app has new tokens of the same family; those before are worth nothing."""
    RefreshToken.objects.filter(pk=token.pk).update(revoked=at, updated=at)
    AccessToken.objects.filter(refresh_token=token.pk).delete()
    _keep(issued, given_by=token, family=token.token_family, at=at)


@transaction.atomic
def revoke_family(family: UUID, *, at: datetime) -> None:
    """All that came of one consent is worth nothing: somebody has it who should not."""
    RefreshToken.objects.filter(token_family=family, revoked=None).update(revoked=at, updated=at)
    AccessToken.objects.filter(refresh_token__token_family=family).delete()


@transaction.atomic
def revoke_installation_tokens(installation: Installation, *, at: datetime) -> None:
    """The app can do nothing for the merchant from now on, whatever it holds."""
    RefreshToken.objects.filter(installation=installation, revoked=None).update(revoked=at, updated=at)
    AccessToken.objects.filter(installation=installation).delete()
    Grant.objects.filter(installation=installation).delete()


def forget_expired(*, at: datetime, kept: Callable[[int], object]) -> None:
    """Delete what can be neither used nor misused any more. `kept` hears in each batch how many rows it was."""
    _forget(Grant, Q(expires__lt=at - CODES_ARE_KNOWN), kept)
    _forget(RefreshToken, Q(revoked__lt=at - REUSE_IS_KNOWN), kept)
    _forget(RefreshToken, Q(created__lt=at - REFRESH_LASTS, access_token=None), kept)
    _forget(AccessToken, Q(expires__lt=at), kept)


def _keep(issued: Issued, *, given_by: Grant | RefreshToken, family: UUID, at: datetime) -> None:
    bound: dict[str, Any] = {
        "merchant_id": given_by.merchant_id,
        "installation_id": given_by.installation_id,
        "application_id": given_by.application_id,
        "user_id": given_by.user_id,
        "scope": issued.scope,
        "token": "",
    }
    access = AccessToken.objects.create(
        token_checksum=digest(issued.access_token),
        expires=at + timedelta(seconds=issued.expires_in),
        **bound,
    )
    RefreshToken.objects.create(
        token_checksum=digest(issued.refresh_token), access_token=access, token_family=family, **bound
    )


def _forget(model: type[models.Model], over: Q, kept: Callable[[int], object]) -> None:
    rows = model._default_manager.filter(over)
    while ids := list(rows.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            model._default_manager.filter(pk__in=ids).delete()
            kept(len(ids))
