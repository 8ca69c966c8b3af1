"""Taking back what was posted."""

from datetime import datetime

from django.utils.translation import gettext as _

from loyalty.points.actions.entries import REVERSAL, Posted, Posting
from loyalty.points.actions.postings import post
from loyalty.points.models import EARNING, LONGEST_DESCRIPTION, Kind, PointsTransaction

# Lifetime points follow what was earned, so only that is reversed as such; the rest is undone as what it was.
_REVERSED_AS = dict.fromkeys(EARNING, Kind.REVERSE) | {
    Kind.REDEEM: Kind.REDEEM_CANCEL,
    Kind.PENDING: Kind.PENDING_ADJUST,
}


def reverse(
    transaction: PointsTransaction,
    *,
    key: str,
    at: datetime,
    actor_id: int | None = None,
    description: str = "",
    internal_note: str = "",
) -> Posted:
    """Post the opposite of an entry, pending points included, also below zero. `source_id` names the entry.

    Points that came from lots go back to them, and expire at once where their day has passed. One key reverses once.
    Without a `description` the customer reads that of the entry, as reversed.
    """
    kind = Kind(transaction.kind)
    text = description or _("Reversed: %(entry)s") % {"entry": transaction.description}
    opposite = Posting(
        customer_id=transaction.customer_id,
        key=key,
        kind=_REVERSED_AS.get(kind, kind),
        points=-(transaction.points + transaction.lapsed),
        pending=-transaction.pending,
        description=text[:LONGEST_DESCRIPTION],
        internal_note=internal_note,
        source=REVERSAL,
        source_id=transaction.pk,
        actor_id=actor_id,
        occurred_at=at,
    )
    return post(opposite, merchant_id=transaction.merchant_id, may_go_negative=True)
