"""Messages about changes of points."""

from collections.abc import Sequence

from loyalty.api.serializers.transactions import transaction_json
from loyalty.merchants.models import Merchant
from loyalty.points.models import PointsTransaction
from loyalty.webhooks.snapshots import Parcel, Spoken


def speak_of_points(parcels: Sequence[Parcel], _merchant: Merchant) -> dict[int, Spoken]:
    """One entry of the ledger, which never changes."""
    entries = PointsTransaction.objects.in_bulk({parcel.subject_id or 0 for parcel in parcels})
    return {
        parcel.message_id: Spoken({"points_transaction": transaction_json(entry)}, (entry.customer_id,))
        for parcel in parcels
        if (entry := entries.get(parcel.subject_id or 0))
    }
