"""What shop systems call the state of an order."""

from typing import NamedTuple

from loyalty.files.mapping.problems import RowProblem
from loyalty.files.mapping.words import plain_word
from loyalty.orders.models import OrderState


class Meaning(NamedTuple):
    """`is_refunded`: all of it came back."""

    state: OrderState
    is_refunded: bool = False


_PAID = (
    "paid, complete, completed, processing, fulfilled, shipped, delivered, captured, settled, closed, "
    "partially refunded, partially paid, betald, klar, genomförd, slutförd, behandlas, skickad, "
    "levererad, delvis återbetald"
)
_OPEN = (
    "open, pending, pending payment, unpaid, authorized, authorised, on hold, new, draft, checkout "
    "draft, öppen, obetald, väntar, väntar på betalning, inväntar betalning, ny, utkast"
)
_CANCELLED = (
    "cancelled, canceled, voided, void, failed, expired, declined, trash, avbruten, makulerad, "
    "annullerad, misslyckad, avböjd"
)
_REFUNDED = "refunded, returned, återbetald, returnerad"
_MEANINGS = (
    dict.fromkeys(_PAID.split(", "), Meaning(OrderState.PAID))
    | dict.fromkeys(_OPEN.split(", "), Meaning(OrderState.OPEN))
    | dict.fromkeys(_CANCELLED.split(", "), Meaning(OrderState.CANCELLED))
    | dict.fromkeys(_REFUNDED.split(", "), Meaning(OrderState.PAID, is_refunded=True))
)


def meaning_of(text: str) -> Meaning:
    """What the word means for points. Raises RowProblem for a word that is not known."""
    word = plain_word(text).removeprefix("wc ")
    if not word:
        return Meaning(OrderState.PAID)
    try:
        return _MEANINGS[word]
    except KeyError:
        raise RowProblem("state_unknown", "state", text) from None
