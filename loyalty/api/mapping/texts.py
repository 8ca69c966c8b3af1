"""JSON from strangers: read strictly, so that nothing odd gets further than this."""

import json
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

DEEPEST = 32
BIGGEST = 2**63
LONGEST_NUMBER = 40


class Unreadable(ValueError):
    """`str()` is a sentence for the sender."""


def read_json(content: bytes) -> Any:
    """The value that the text stands for.

    Refuses (`Unreadable`) what is no JSON, names that come twice in an object, numbers beyond 64 bits, NaN and the
    infinities, the character NUL, half characters, and nesting beyond `DEEPEST`.
    """
    try:
        value = json.loads(
            content.decode(),
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_fraction,
            parse_constant=_no_number,
        )
    except RecursionError as error:
        raise _too_deep() from error
    except UnicodeDecodeError as error:
        raise Unreadable(_("The body is not UTF-8.")) from error
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        raise Unreadable(_("The body is not JSON: line %(line)d, column %(column)d.") % place) from error
    _look_into(value)
    return value


def refuse_unwritable(texts: Iterable[str]) -> None:
    """Refuse texts with a NUL or with half a character, which can be stored nowhere."""
    for text in texts:
        if "\x00" in text:
            raise Unreadable(_("Text cannot hold the character NUL."))
        if not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text):
            raise Unreadable(_("Text cannot hold half of a character."))


def _look_into(value: Any) -> None:
    """Level by level, so that no depth is too much for the looking itself."""
    level = [value]
    for _depth in range(DEEPEST):
        inner: list[Any] = []
        for one in level:
            if isinstance(one, str):
                refuse_unwritable([one])
            elif isinstance(one, dict):
                refuse_unwritable(one)
                inner += one.values()
            elif isinstance(one, list):
                inner += one
        if not inner:
            return
        level = inner
    raise _too_deep()


def _too_deep() -> Unreadable:
    return Unreadable(_("The body is nested too deeply."))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Unreadable(_("“%(name)s” is given twice.") % {"name": twice[:LONGEST_NUMBER]})
    return found


def _whole(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER or not -BIGGEST <= int(digits) < BIGGEST:
        raise Unreadable(_("%(number)s… is too large a number.") % {"number": digits[:LONGEST_NUMBER]})
    return int(digits)


def _fraction(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise Unreadable(_("%(number)s… is too large a number.") % {"number": text[:LONGEST_NUMBER]})
    return number


def _no_number(name: str) -> float:
    raise Unreadable(_("%(name)s is not a number.") % {"name": name})
