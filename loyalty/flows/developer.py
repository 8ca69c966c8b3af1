"""Keys of the merchant's own programs: made, ended, and who did it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from loyalty.audit.actions import record
from loyalty.merchants.actions import NewKey, create_key, revoke_key
from loyalty.merchants.models import ApiKey, KeyKind, Merchant
from loyalty.team.models import User


@transaction.atomic
def key_created(
    merchant: Merchant,
    *,
    name: str,
    kind: KeyKind,
    scopes: Collection[str],
    expires_at: datetime | None,
    by: User | None,
    at: datetime,
) -> NewKey:
    """A new key with its secret, which nobody can see again. Refused: `NoScope`, `ExpiryOver`."""
    made = create_key(
        merchant,
        name=name,
        kind=kind,
        scopes=scopes,
        expires_at=expires_at,
        by_id=by.pk if by else None,
        at=at,
    )
    _record("api_key.created", made.key, by=by, at=at, after=_told(made.key))
    return made


@transaction.atomic
def key_revoked(key: ApiKey, *, by: User | None, at: datetime) -> None:
    """The key opens nothing any more. Refused as `KeyOver` if that was done before."""
    revoke_key(key, at=at)
    _record("api_key.revoked", key, by=by, at=at, before={"name": key.name, "key": f"{key.shown}…"})


def _record(action: str, key: ApiKey, *, by: User | None, at: datetime, **values: dict[str, object]) -> None:
    record(
        action,
        subject="api_key",
        subject_id=key.pk,
        merchant_id=key.merchant_id,
        actor=by,
        at=at,
        **values,
    )


def _told(key: ApiKey) -> dict[str, object]:
    expires_at = key.expires_at.isoformat() if key.expires_at else None
    return {"name": key.name, "key": f"{key.shown}…", "scopes": key.scopes, "expires_at": expires_at}
