"""Messages about invitations."""

from collections.abc import Sequence
from typing import Any

from loyalty.api.http.times import moment, moment_or_none
from loyalty.merchants.models import Merchant
from loyalty.referrals.models import Referral
from loyalty.webhooks.snapshots import Parcel, Spoken
from loyalty.webhooks.tasks.speaking.customers import customers_json

People = dict[int, dict[str, Any]]


def speak_of_referrals(parcels: Sequence[Parcel], _merchant: Merchant) -> dict[int, Spoken]:
    """The invitation and the two people, as they are now."""
    found = Referral.objects.in_bulk([parcel.subject_id or 0 for parcel in parcels])
    people = customers_json({one for referral in found.values() for one in _people(referral)})
    return {
        parcel.message_id: Spoken({"referral": _referral_json(referral, people)}, _people(referral))
        for parcel in parcels
        if (referral := found.get(parcel.subject_id or 0))
    }


def _people(referral: Referral) -> tuple[int, ...]:
    return tuple(one for one in (referral.advocate_id, referral.friend_id) if one)


def _referral_json(referral: Referral, people: People) -> dict[str, Any]:
    friend = people.get(referral.friend_id) if referral.friend_id and referral.completed_at else None
    return {
        "id": referral.pk,
        "state": referral.state,
        "sender_customer": people[referral.advocate_id],
        "receiver_customer": friend,
        "receiver_customer_email": referral.friend_email,
        "completed_at": moment_or_none(referral.completed_at),
        "created_at": moment(referral.claimed_at),
    }
