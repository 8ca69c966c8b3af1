"""Making the keys that shoppers' tokens are signed with, and ending them."""

import secrets
from datetime import datetime
from typing import NamedTuple

from loyalty.merchants.actions.keys import KeyOver
from loyalty.merchants.models import Merchant, SigningKey

# HS256 asks for 256 bits; these are the bytes behind the text.
SECRET_BYTES = 32
KID_BYTES = 6


class NewSigningKey(NamedTuple):
    """A key and, this once, the secret for the shop's own servers."""

    key: SigningKey
    secret: str


def create_signing_key(merchant: Merchant, *, name: str, by_id: int | None, at: datetime) -> NewSigningKey:
    """One more key whose tokens are believed, beside those there are: so a shop changes keys without a gap."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    key = SigningKey.objects.create(
        merchant=merchant,
        name=name,
        kid=f"k_{secrets.token_hex(KID_BYTES)}",
        secret=secret,
        created_by_id=by_id,
        created_at=at,
    )
    return NewSigningKey(key, secret)


def revoke_signing_key(key: SigningKey, *, at: datetime) -> SigningKey:
    """No token signed with it is believed any more. Refused as `KeyOver` if that was done before."""
    if not SigningKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at):
        raise KeyOver
    key.revoked_at = at
    return key
