"""Texts that the database holds but does not know: whoever reads a backup reads nothing."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


class UnreadableSecret(Exception):
    """None of `CREDENTIAL_KEYS` opens it: the key that sealed it was taken away too early."""


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]  # django-stubs alone knows its parameters
    """A text that is sealed on its way into the database. It cannot be searched for: each sealing differs."""

    def get_prep_value(self, value: Any) -> Any:
        return seal(value) if isinstance(value, str) else value

    def from_db_value(self, value: str | None, *_rest: object) -> str | None:
        return None if value is None else unseal(value)


def seal(text: str) -> str:
    """The text as it is stored, sealed with the first of `CREDENTIAL_KEYS`."""
    return _lock().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed with any of `CREDENTIAL_KEYS`. Raises UnreadableSecret."""
    try:
        return _lock().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise UnreadableSecret from None


def reseal(sealed: str) -> str:
    """The same text, sealed with the first key. Raises UnreadableSecret."""
    return seal(unseal(sealed))


def _lock() -> MultiFernet:
    return _made_of(tuple(settings.CREDENTIAL_KEYS))


@cache
def _made_of(keys: Sequence[str]) -> MultiFernet:
    # Any long random text is a key, so that nobody has to know what a Fernet key looks like.
    return MultiFernet([Fernet(urlsafe_b64encode(sha256(key.encode()).digest())) for key in keys])
