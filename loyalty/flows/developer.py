"""Keys of the merchant's own programs: made, ended, and who did it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from loyalty.audit.actions import record
from loyalty.merchants.actions import (
    NewKey,
    NewSigningKey,
    create_key,
    create_signing_key,
    revoke_key,
    revoke_signing_key,
)
from loyalty.merchants.models import ApiKey, KeyKind, Merchant, SigningKey
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


@transaction.atomic
def signing_key_created(merchant: Merchant, *, name: str, by: User | None, at: datetime) -> NewSigningKey:
    """One more key that shoppers' tokens may be signed with, and its secret, which nobody can see again."""
    made = create_signing_key(merchant, name=name, by_id=by.pk if by else None, at=at)
    _record("signing_key.created", made.key, by=by, at=at, after={"name": name, "key": made.key.kid})
    return made


@transaction.atomic
def signing_key_revoked(key: SigningKey, *, by: User | None, at: datetime) -> None:
    """No token signed with it is believed any more. Refused as `KeyOver` if that was done before."""
    revoke_signing_key(key, at=at)
    _record("signing_key.revoked", key, by=by, at=at, before={"name": key.name, "key": key.kid})


def _record(
    action: str, key: ApiKey | SigningKey, *, by: User | None, at: datetime, **values: dict[str, object]
) -> None:
    record(
        action,
        subject=action.partition(".")[0],
        subject_id=key.pk,
        merchant_id=key.merchant_id,
        actor=by,
        at=at,
        **values,
    )


def _told(key: ApiKey) -> dict[str, object]:
    expires_at = key.expires_at.isoformat() if key.expires_at else None
    return {"name": key.name, "key": f"{key.shown}…", "scopes": key.scopes, "expires_at": expires_at}
