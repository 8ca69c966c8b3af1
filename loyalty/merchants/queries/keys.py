"""Whose key it is."""

import string
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from itertools import accumulate
from typing import Any, NamedTuple
from zlib import crc32

from django.db.models import Q, QuerySet

from loyalty.database.instances import columns_of, instance_of, width_of
from loyalty.database.statements import execute_prepared
from loyalty.merchants.models import ApiKey, KeyKind, Merchant, Program, SigningKey

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
PREFIXES = tuple(f"{kind}_" for kind in KeyKind.values)
# 32 characters of 62 are 190 bits; the 6 after them tell a typing error without a question to the database.
RANDOM_LENGTH, CHECKSUM_LENGTH = 32, 6
LENGTH = len("api_") + RANDOM_LENGTH + CHECKSUM_LENGTH


class KnownKey(NamedTuple):
    """A key in force with its merchant and programme, and what came of the statement beside it."""

    key: ApiKey
    beside: Any


def key_of(secret: str, *, at: datetime, beside: str = "SELECT NULL", **values: str) -> KnownKey | None:
    """The key that is this secret, unless it is over by `at`.

    One statement, of which `beside` is a part: it takes `values`, finds the id of the key in `caller`, if there is one,
    and returns one value at most.
    """
    if not is_key(secret):
        return None
    models = (("key", ApiKey), ("merchant", Merchant), ("program", Program))
    columns = ", ".join(columns_of(model, alias) for alias, model in models)
    sql = _KEY.format(columns=columns, beside=beside)
    rows = execute_prepared(sql, {"hash": hash_of(secret), "at": at, **values})
    return KnownKey(_owned(rows[0]), rows[0][-1]) if rows else None


def _owned(row: Sequence[Any]) -> ApiKey:
    ends = list(accumulate(map(width_of, (ApiKey, Merchant, Program))))
    key, merchant = instance_of(ApiKey, row[: ends[0]]), instance_of(Merchant, row[ends[0] : ends[1]])
    merchant.program = instance_of(Program, row[ends[1] : ends[2]])
    key.merchant = merchant
    return key


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


# Of every merchant: whose key it is comes out of it.
_KEY = """
WITH caller AS MATERIALIZED (
    SELECT id FROM merchants_apikey WHERE hash = %(hash)s::text AND revoked_at IS NULL
        AND (expires_at IS NULL OR expires_at > %(at)s::timestamptz)
), beside AS ({beside})
SELECT {columns}, (SELECT * FROM beside) FROM caller
JOIN merchants_apikey key ON key.id = caller.id
JOIN merchants_merchant merchant ON merchant.id = key.merchant_id
JOIN merchants_program program ON program.merchant_id = merchant.id
"""
