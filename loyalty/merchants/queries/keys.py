"""Whose key it is."""

import string
from datetime import datetime
from hashlib import sha256
from zlib import crc32

from django.db.models import Q, QuerySet
from django_scopes import scopes_disabled

from loyalty.merchants.models import ApiKey, KeyKind, SigningKey

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
PREFIXES = tuple(f"{kind}_" for kind in KeyKind.values)
# 32 characters of 62 are 190 bits; the 6 after them tell a typing error without a question to the database.
RANDOM_LENGTH, CHECKSUM_LENGTH = 32, 6
LENGTH = len("api_") + RANDOM_LENGTH + CHECKSUM_LENGTH


def key_of(secret: str, *, at: datetime) -> ApiKey | None:
    """The key that is this secret, with its merchant and programme, unless it is over by `at`. One query."""
    if not is_key(secret):
        return None
    with scopes_disabled():
        keys = ApiKey.objects.select_related("merchant__program")
        return keys.filter(in_force(at), hash=hash_of(secret)).first()


def in_force(at: datetime) -> Q:
    """Of keys: those neither revoked nor expired."""
    return Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=at))


def keys_in_order(at: datetime) -> "QuerySet[ApiKey]":
    """The merchant's keys with who made them: those in force first, then the newest."""
    keys = ApiKey.objects.select_related("created_by")
    return keys.alias(is_over=~in_force(at)).order_by("is_over", "-pk")


def signing_secrets() -> dict[str, str]:
    """The merchant's secrets that tokens may be signed with now, by `kid`."""
    return dict(SigningKey.objects.filter(revoked_at=None).values_list("kid", "secret"))


def is_key(secret: str) -> bool:
    """Whether it reads like a key of ours, checksum and all."""
    if len(secret) != LENGTH or not secret.startswith(PREFIXES):
        return False
    return checksum_of(secret[:-CHECKSUM_LENGTH]) == secret[-CHECKSUM_LENGTH:]


def hash_of(secret: str) -> str:
    """What is kept of a key. So many random bits need no slow hash."""
    return sha256(secret.encode()).hexdigest()


def checksum_of(text: str) -> str:
    """CRC-32 in base 62, as GitHub's tokens have it."""
    rest, digits = crc32(text.encode()), ""
    for _place in range(CHECKSUM_LENGTH):
        rest, digit = divmod(rest, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits
