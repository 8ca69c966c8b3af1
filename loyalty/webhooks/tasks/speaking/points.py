"""Messages about changes of points."""

from collections.abc import Sequence
from typing import Any

from loyalty.api.http.times import moment
from loyalty.merchants.models import Merchant
from loyalty.points.models import PointsTransaction
from loyalty.webhooks.snapshots import Parcel, Spoken


def speak_of_points(parcels: Sequence[Parcel], _merchant: Merchant) -> dict[int, Spoken]:
    """One entry of the ledger, which never changes."""
    found = PointsTransaction.objects.in_bulk([parcel.subject_id or 0 for parcel in parcels])
    return {
        parcel.message_id: Spoken({"points_transaction": _entry_json(entry)}, (entry.customer_id,))
        for parcel in parcels
        if (entry := found.get(parcel.subject_id or 0))
    }


def _entry_json(entry: PointsTransaction) -> dict[str, Any]:
    return {
        "id": entry.pk,
        "customer_id": entry.customer_id,
        "points_change": entry.points,
        "description": entry.description,
        "internal_note": entry.internal_note or None,
        "created_at": moment(entry.occurred_at),
        "updated_at": moment(entry.occurred_at),
    }
