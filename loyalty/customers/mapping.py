"""When two e-mail addresses are the same person."""

import unicodedata

from loyalty.errors import Refused
from django.utils.translation import gettext_lazy as _

EMAIL_LIMIT = 254


class InvalidEmail(Refused):
    code = "invalid_email"
    message = _("This is not an e-mail address: it needs a name, an @ and a domain, at most 254 characters.")


def email_key(email: str) -> str | None:
    """What equal addresses have in common: trimmed, NFKC, case folded, domain in its ASCII form (IDNA).

    Plus tags and dots are kept (S16). None for an empty address; an impossible one is refused.
    """
    plain = unicodedata.normalize("NFKC", email.strip())
    if not plain:
        return None
    name, at, domain = plain.rpartition("@")
    if not (at and name and domain) or len(plain) > EMAIL_LIMIT or any(map(_is_blank, plain)):
        raise InvalidEmail
    key = f"{name.casefold()}@{_ascii_domain(domain.casefold())}"
    if len(key) > EMAIL_LIMIT:
        raise InvalidEmail
    return key


def _is_blank(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) == "Cc"


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        raise InvalidEmail from None
