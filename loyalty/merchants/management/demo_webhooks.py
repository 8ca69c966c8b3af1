"""The demo shop's webhooks: what was sent, what failed, and what its receivers said. Nothing leaves this machine."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.team.models import User
from loyalty.webhooks.actions import add_endpoint, pause_endpoint
from loyalty.webhooks.actions.outcomes import record_outcomes
from loyalty.webhooks.actions.parcels import claim_parcels
from loyalty.webhooks.actions.telling import tell_endpoints
from loyalty.webhooks.models import Failure, Topic
from loyalty.webhooks.snapshots import Outcome, Parcel
from loyalty.webhooks.tasks.composing import with_bodies

NEWSLETTER = "https://hooks.oak-and-bean.example.com/newsletter"
TILL = "https://till.oak-and-bean.example.com/grin"
BROKEN = '{"error": "The list of subscribers is locked."}'


def send_webhooks(members: list[Customer], *, merchant: Merchant, by: User, at: datetime) -> None:
    """Two webhooks that are paused, since nobody listens there: one that fared well and one that failed."""
    while tell_endpoints():
        pass
    topics = (Topic.CUSTOMER_UPDATED, Topic.POINTS_CREATED, Topic.TIER_CHANGED, Topic.COUPON_CREATED)
    began = at - timedelta(days=1)
    add_endpoint(merchant, NEWSLETTER, topics, "", began, description="Newsletter tool", by=by)
    add_endpoint(
        merchant, TILL, (Topic.COUPON_UPDATED, Topic.POINTS_EXPIRING), "", began, description="Till", by=by
    )
    for number, customer in enumerate(members[:6]):
        flows.points_adjusted(
            customer,
            points=20,
            description="Thank you for visiting our roastery",
            internal_note="",
            key=f"roastery-{number}",
            by=by,
            at=at - timedelta(minutes=number),
        )
    tell_endpoints()
    while parcels := claim_parcels(20):
        record_outcomes(list(_outcomes(parcels, at=at)), at=at)
    for endpoint in merchant.endpoint_set.all():
        pause_endpoint(endpoint, by=by, at=at)


def _outcomes(parcels: list[Parcel], *, at: datetime) -> Iterator[Outcome]:
    ready, _hopeless = with_bodies(parcels)
    for number, parcel in enumerate(ready):
        tried = at - timedelta(minutes=number)
        if parcel.url == TILL:
            yield Outcome(parcel, tried, 0, None, Failure.UNKNOWN_HOST, "", None)
        elif number % 5 == 3:
            yield Outcome(parcel, tried, 93, 503, Failure.STATUS, BROKEN, None)
        else:
            yield Outcome(parcel, tried, 40 + number, 204, "", "", None)
