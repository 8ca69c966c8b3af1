"""/referrals"""

from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.timezone import now
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from loyalty import flows
from loyalty.api.http.addresses import Addresses
from loyalty.api.http.pages import KEY_OF_ID, page_of, read_asked
from loyalty.api.http.schema import operation
from loyalty.api.mapping.customers import Wording
from loyalty.api.queries.customers import customers_seen
from loyalty.api.queries.people import customer_named
from loyalty.api.serializers.invitations import NewReferral, ReferralShape, ReferralsQuery, referral_json
from loyalty.api.serializers.rewards import fulfillment_json
from loyalty.api.serializers.strict import paged, wrapped
from loyalty.api.views.resource import ApiRequest, Resource
from loyalty.merchants.scopes import Scope
from loyalty.referrals.models import Referral
from loyalty.referrals.snapshots import FriendFacts
from loyalty.rewards.models import Coupon

ONE = wrapped("referral", ReferralShape)
TAG = "Referrals"


class Referrals(Resource):
    scopes = {"GET": Scope.REFERRAL_READ, "POST": Scope.REFERRAL_WRITE}

    @operation(gives=paged("referrals", ReferralShape), query=ReferralsQuery, tag=TAG)
    def get(self, request: ApiRequest) -> Response:
        """Who brought whom, the newest first."""
        said = self.asked(ReferralsQuery)
        found = Referral.objects.all()
        if said["sender_customer_id"] is not None:
            found = found.filter(advocate=said["sender_customer_id"])
        if said["state"]:
            found = found.filter(state=said["state"])
        page = page_of(found, read_asked(said["cursor"], limit=said["limit"], key=KEY_OF_ID))
        return Response({"referrals": shown(page.rows, request), "metadata": page.metadata})

    @operation(gives=ONE, takes=wrapped("referral", NewReferral), status=HTTP_201_CREATED, tag=TAG)
    def post(self, request: ApiRequest) -> Response:
        """Somebody follows a customer's invitation and gets the friend's coupon; or it is blocked, with the reason."""
        said = self.read(wrapped("referral", NewReferral))["referral"]
        merchant = request.user.merchant
        friend = FriendFacts(
            said["receiver_customer_email"], name=said["receiver_name"], address=said["receiver_ip"]
        )
        sender = customer_named(said["sender_customer_id"], merchant)
        referral = flows.referral_claimed(sender, friend=friend, merchant=merchant, at=now())
        return Response({"referral": shown([referral], request)[0]}, HTTP_201_CREATED)


class OneReferral(Resource):
    scopes = {"GET": Scope.REFERRAL_READ}

    @operation(gives=ONE, tag=TAG)
    def get(self, request: ApiRequest, referral_id: int) -> Response:
        """One referral."""
        return Response({"referral": shown([Referral.objects.get(pk=referral_id)], request)[0]})


def shown(referrals: Sequence[Referral], request: ApiRequest) -> list[dict[str, Any]]:
    """As answers have them: two queries for any number."""
    merchant, addresses = request.user.merchant, Addresses.of(request)
    ids = {pk for one in referrals for pk in (one.advocate_id, one.friend_id) if pk}
    people = customers_seen(ids, Wording(merchant, addresses))
    with translation.override(merchant.language):
        coupons = {
            coupon.key: fulfillment_json(coupon, addresses)
            for coupon in Coupon.objects.filter(customer__in=ids, key__in=_keys(referrals))
        }
    return [
        referral_json(
            one,
            sender=people.get(one.advocate_id),
            receiver=people.get(one.friend_id or 0),
            sender_reward=coupons.get(f"referral-{one.pk}-{one.step}"),
            receiver_reward=coupons.get(f"referral-{one.pk}-friend"),
        )
        for one in referrals
    ]


def _keys(referrals: Sequence[Referral]) -> list[str]:
    return [f"referral-{one.pk}-{part}" for one in referrals for part in ("friend", one.step)]
