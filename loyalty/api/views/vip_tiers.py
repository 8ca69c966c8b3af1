"""/vip_tiers"""

from typing import Any

from django.utils import translation
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from loyalty.api.http.addresses import Addresses
from loyalty.api.http.schema import operation
from loyalty.api.serializers.customers import Include
from loyalty.api.serializers.rewards import reward_json
from loyalty.api.serializers.strict import Strict, listed
from loyalty.api.serializers.tiers import TierShape, perks_json, tier_json
from loyalty.api.views.customers import TIERS_KEEP
from loyalty.api.views.resource import ApiRequest, Resource
from loyalty.api.views.tiers import ANSWER, CHANGE, SENT_NEW, create_tier
from loyalty.merchants.scopes import Scope
from loyalty.rewards.models import Reward
from vip.queries import terms_in_force

TAG = "VIP Tiers"
PERKS, REWARDS = "perks", "entry_rewards"


class TiersQuery(Strict):
    include = Include(PERKS, REWARDS)


class VipTiers(Resource):
    scopes = {"GET": Scope.VIP_TIER_READ, "POST": Scope.VIP_TIER_WRITE}
    has_etag = True

    @operation(gives=listed("vip_tiers", TierShape), query=TiersQuery, tag=TAG)
    def get(self, request: ApiRequest) -> Response:
        """The VIP tiers, the lowest first; none where VIP is off."""
        include, merchant = self.asked(TiersQuery).get("include", frozenset()), request.user.merchant
        terms, addresses = terms_in_force(merchant.pk), Addresses.of(request)
        tiers = terms.tiers if terms.is_on else ()
        found = (
            Reward.objects.filter(merchant=merchant).in_bulk(
                {pk for tier in tiers for pk in tier.entry_reward_ids}
            )
            if REWARDS in include
            else {}
        )
        self.headers["Cache-Control"] = TIERS_KEEP
        rows: list[dict[str, Any]] = []
        with translation.override(merchant.language):
            for tier in tiers:
                row = tier_json(tier, terms.basis, merchant.currency, addresses)
                if PERKS in include:
                    row["perks"] = perks_json(tier)
                if REWARDS in include:
                    given = [found[pk] for pk in tier.entry_reward_ids if pk in found]
                    row["entry_rewards"] = [reward_json(one, merchant.currency, addresses) for one in given]
                rows.append(row)
        return Response({"vip_tiers": rows})

    @operation(takes=SENT_NEW, gives=ANSWER, status=HTTP_201_CREATED, also={202: CHANGE}, tag=TAG)
    def post(self, request: ApiRequest) -> Response:
        """A new tier. If customers would move by it, it waits for you to confirm it: 202."""
        return create_tier(self, request)
