"""Making keys and ending them."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from loyalty.errors import Refused
from loyalty.merchants.models import ApiKey, KeyKind, Merchant
from loyalty.merchants.queries.keys import ALPHABET, RANDOM_LENGTH, checksum_of, hash_of
from loyalty.merchants.scopes import PUBLISHABLE, Scope

SHOWN = 8
USE_IS_NOTED_EVERY = timedelta(minutes=1)


class NoScope(Refused):
    code = "no_scope"
    message = _("Choose what the key may do.")


class ExpiryOver(Refused):
    code = "expiry_over"
    message = _("Choose a moment that is still to come.")


class KeyOver(Refused):
    code = "key_over"
    message = _("This key was revoked before.")


class NewKey(NamedTuple):
    """A key and, this once, what the caller has to send."""

    key: ApiKey
    secret: str


def create_key(
    merchant: Merchant,
    *,
    name: str,
    scopes: Collection[str] = (),
    kind: KeyKind = KeyKind.SECRET,
    expires_at: datetime | None = None,
    by_id: int | None,
    at: datetime,
) -> NewKey:
    """A key in force from `at`. A publishable one may do what every visitor may, whatever `scopes` says.
    `by_id` is the user who makes it.

    Refused: `NoScope` where nothing known is granted, `ExpiryOver` where it would be over before it begins.
    """
    wanted = PUBLISHABLE if kind == KeyKind.PUBLISHABLE else set(scopes)
    granted = [scope for scope in Scope.values if scope in wanted]
    if not granted or len(granted) != len(wanted):
        raise NoScope
    if expires_at and expires_at <= at:
        raise ExpiryOver
    secret = _new_secret(kind)
    key = ApiKey.objects.create(
        merchant=merchant,
        kind=kind,
        name=name,
        shown=secret[:SHOWN],
        hash=hash_of(secret),
        scopes=granted,
        created_by_id=by_id,
        created_at=at,
        expires_at=expires_at,
    )
    return NewKey(key, secret)


def revoke_key(key: ApiKey, *, at: datetime) -> ApiKey:
    """The key opens nothing any more. Refused as `KeyOver` if that was done before."""
    # One statement decides, so that of two who revoke at once one hears that it was done.
    if not ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at):
        raise KeyOver
    key.revoked_at = at
    return key


def note_use(key: ApiKey, *, at: datetime) -> None:
    """Remember that it was used, at most once a minute: not every request is worth a write."""
    before = at - USE_IS_NOTED_EVERY
    if key.last_used_at and key.last_used_at > before:
        return
    due = Q(last_used_at=None) | Q(last_used_at__lte=before)
    ApiKey.objects.filter(due, pk=key.pk, merchant=key.merchant_id).update(last_used_at=at)


def _new_secret(kind: KeyKind) -> str:
    start = f"{kind}_" + "".join(secrets.choice(ALPHABET) for _place in range(RANDOM_LENGTH))
    return start + checksum_of(start)
