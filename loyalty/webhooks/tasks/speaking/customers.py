"""Messages about customers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from loyalty.api.http.addresses import Addresses
from loyalty.api.mapping.customers import Wording
from loyalty.api.queries.customers import customers_gone, customers_seen
from loyalty.merchants.models import Merchant
from loyalty.webhooks.snapshots import Parcel, Spoken


@dataclass(frozen=True, slots=True)
class People:
    """Customers as the REST API shows them, by id."""

    by_id: dict[int, dict[str, Any]]

    @classmethod
    def named(cls, customer_ids: Collection[int], merchant: Merchant) -> "People":
        """Those with these ids. Of whoever was erased or merged only that is told, so that receivers hear of it."""
        wording = Wording(merchant, Addresses(settings.SITE_URL))
        seen = customers_seen(customer_ids, wording)
        gone = customers_gone(set(customer_ids) - seen.keys(), wording)
        return cls(seen | gone)


def speak_of_customers(parcels: Sequence[Parcel], merchant: Merchant) -> dict[int, Spoken]:
    """The customer as the customer is now."""
    people = People.named({parcel.subject_id or 0 for parcel in parcels}, merchant).by_id
    return {
        parcel.message_id: Spoken({"customer": people[parcel.subject_id]}, (parcel.subject_id,))
        for parcel in parcels
        if parcel.subject_id in people
    }


def speak_of_expiry(parcels: Sequence[Parcel], merchant: Merchant) -> dict[int, Spoken]:
    """How many points go, on which day, and whose they are."""
    spoken = speak_of_customers(parcels, merchant)
    return {
        parcel.message_id: Spoken({**said.data, "points_expiring": parcel.payload}, said.customer_ids)
        for parcel in parcels
        if (said := spoken.get(parcel.message_id))
    }
