"""What speaks against an invitation: each signal with the score it starts with and the sentence that explains it.

The signals are those of Smile.io's fraud indicators, and an invitation's own rule that a friend is invited once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

Seen = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Signal:
    """`sentence` may name the facts that were seen with it."""

    code: str
    label: StrOrPromise
    sentence: StrOrPromise
    score: int = 100


SELF = Signal("self", _("Invited themselves"), _("The friend's address is the advocate's own."))
ALREADY_REFERRED = Signal(
    "already_referred", _("Invited before"), _("Somebody invited this friend before, and that still counts.")
)
EXISTING_CUSTOMER = Signal(
    "existing_customer", _("Customer already"), _("The friend was a customer before the invitation.")
)
SIMILAR_EMAIL = Signal(
    "similar_email",
    _("Similar addresses"),
    _("The two addresses differ only in a plus tag, dots or the digits at the end."),
)
SAME_NAME = Signal("same_name", _("Same name"), _("The friend has the advocate's name."))
NETWORK = Signal(
    "ip_limit",
    _("Many from one network"),
    _("From this network came %(claims)s invitations within %(days)s days; %(limit)s are allowed."),
)
NOT_FIRST_ORDER = Signal(
    "not_first_order", _("Not the first order"), _("The friend's first order was not the one that qualifies.")
)

SIGNALS: Mapping[str, Signal] = {
    signal.code: signal
    for signal in (
        SELF,
        ALREADY_REFERRED,
        EXISTING_CUSTOMER,
        SIMILAR_EMAIL,
        SAME_NAME,
        NETWORK,
        NOT_FIRST_ORDER,
    )
}


def seen(signal: Signal, scores: Mapping[str, int], **facts: Any) -> dict[str, Any]:
    """What is kept of a signal that was there."""
    return {"signal": signal.code, "score": scores.get(signal.code, signal.score), "seen": facts}


def total(signals: Sequence[Seen]) -> int:
    """How much speaks against it altogether."""
    return sum(signal["score"] for signal in signals)


def strongest(signals: Sequence[Seen]) -> str:
    """The code of what speaks loudest; of equals the first of the table."""
    order = list(SIGNALS)
    loudest = min(signals, key=lambda one: (-one["score"], order.index(one["signal"])))
    return str(loudest["signal"])


def sentence(signal: Seen) -> str:
    """What was seen, in words."""
    known = SIGNALS[signal["signal"]]
    return str(known.sentence) % signal["seen"] if signal["seen"] else str(known.sentence)
