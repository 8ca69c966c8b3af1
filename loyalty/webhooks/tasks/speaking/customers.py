"""Messages about customers."""

from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from loyalty.api.http.times import day_or_none, moment
from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.referrals.queries import code_of
from loyalty.webhooks.snapshots import Parcel, Spoken


def customers_json(customer_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Smile's Customer, by id."""
    people = Customer.objects.filter(pk__in=customer_ids).select_related("account", "vip")
    return {person.pk: _customer_json(person) for person in people}


def speak_of_customers(parcels: Sequence[Parcel], _merchant: Merchant) -> dict[int, Spoken]:
    """The customer as the customer is now."""
    people = customers_json({parcel.subject_id or 0 for parcel in parcels})
    return {
        parcel.message_id: Spoken({"customer": people[parcel.subject_id]}, (parcel.subject_id,))
        for parcel in parcels
        if parcel.subject_id in people
    }


def speak_of_expiry(parcels: Sequence[Parcel], _merchant: Merchant) -> dict[int, Spoken]:
    """How many points go, on which day, and whose they are."""
    people = customers_json({parcel.subject_id or 0 for parcel in parcels})
    return {
        parcel.message_id: Spoken(
            {"customer": people[parcel.subject_id], "points_expiring": parcel.payload}, (parcel.subject_id,)
        )
        for parcel in parcels
        if parcel.subject_id in people
    }


def _customer_json(person: Customer) -> dict[str, Any]:
    standing = getattr(person, "vip", None)
    account = getattr(person, "account", None)
    return {
        "id": person.pk,
        "first_name": person.first_name or None,
        "last_name": person.last_name or None,
        "email": person.email,
        "state": person.state,
        "date_of_birth": day_or_none(person.birthday),
        "points_balance": account.balance if account else 0,
        "referral_url": urljoin(settings.SITE_URL, reverse("invitation", args=[code_of(person)])),
        "vip_tier_id": standing.tier_id if standing else None,
        "created_at": moment(person.created_at),
        "updated_at": moment(person.updated_at),
    }
