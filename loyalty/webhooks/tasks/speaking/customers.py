"""Messages about customers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from loyalty.api.http.addresses import Addresses
from loyalty.api.queries.customers import SeenCustomer, customers_seen
from loyalty.api.serializers.customers import customer_json
from loyalty.customers.models import Customer, CustomerState
from loyalty.merchants.models import Merchant
from loyalty.webhooks.snapshots import Parcel, Spoken


@dataclass(frozen=True, slots=True)
class People:
    """Customers as the REST API shows them, by id."""

    by_id: dict[int, dict[str, Any]]

    @classmethod
    def named(cls, customer_ids: Collection[int], merchant: Merchant) -> "People":
        """Those with these ids. Of whoever was erased or merged only that is told, so that receivers hear of it."""
        invitation = Addresses(settings.SITE_URL).invitations(merchant.pk)
        seen = customers_seen(merchant.pk, customer_ids)
        gone = Customer.objects.filter(pk__in=set(customer_ids) - seen.keys())
        everybody = [*seen.values(), *(_nobody(person) for person in gone)]
        return cls({one.id: customer_json(one, invitation) for one in everybody})


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


def _nobody(person: Customer) -> SeenCustomer:
    return SeenCustomer(
        id=person.pk,
        first_name="",
        last_name="",
        email="",
        state=CustomerState.DISABLED,
        birthday=None,
        referral_code=person.referral_code,
        created_at=person.created_at,
        points_balance=0,
        vip_tier_id=None,
        updated_at=person.updated_at,
    )
