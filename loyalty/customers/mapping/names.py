"""When two e-mail addresses are the same person, and two words the same tag or language."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from loyalty.errors import Refused

EMAIL_LIMIT = 254
LONGEST_TAG = 40
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:-([A-Za-z]{4}))?(?:-([A-Za-z]{2}|[0-9]{3}))?")


class InvalidEmail(Refused):
    code = "invalid_email"
    message = _("This is not an e-mail address: it needs a name, an @ and a domain, at most 254 characters.")


def email_key(email: str) -> str | None:
    """What equal addresses have in common: trimmed, NFKC, case folded, domain in its ASCII form (IDNA).

    Plus tags and dots are kept (S16). None for an empty address; an impossible one is refused.
    """
    written = email.strip()
    plain = unicodedata.normalize("NFKC", written)
    if not plain:
        return None
    name, at, domain = plain.rpartition("@")
    if not (at and name and domain) or max(len(written), len(plain)) > EMAIL_LIMIT:
        raise InvalidEmail
    if any(map(_cannot_stand_in_an_address, plain)):
        raise InvalidEmail
    key = f"{name.casefold()}@{_ascii_domain(domain.casefold())}"
    if len(key) > EMAIL_LIMIT:
        raise InvalidEmail
    return key


def tag_key(tag: str) -> str:
    """What spellings of one tag have in common: NFKC, small letters, single blanks between words."""
    return " ".join(unicodedata.normalize("NFKC", tag).lower().split())


def is_tag(key: str) -> bool:
    """Whether a tag, as `tag_key` spells it, can be one: short, without commas or control characters."""
    has_controls = any(unicodedata.category(character) in {"Cc", "Cs"} for character in key)
    return len(key) <= LONGEST_TAG and "," not in key and not has_controls


def language_code(text: str) -> str:
    """`pt_br` as `pt-BR`; nothing for what names no language (BCP 47: language, script, region)."""
    found = _LANGUAGE.fullmatch(text.strip().replace("_", "-"))
    if not found:
        return ""
    language, script, region = found.groups()
    parts = (language.lower(), (script or "").title(), (region or "").upper())
    return "-".join(part for part in parts if part)


def _cannot_stand_in_an_address(character: str) -> bool:
    """Blanks, control characters, and halves of characters, which no database can store."""
    return character.isspace() or unicodedata.category(character) in {"Cc", "Cs"}


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        raise InvalidEmail from None
