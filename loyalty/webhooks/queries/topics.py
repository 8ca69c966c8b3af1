"""Who may be told of what."""

from collections.abc import Collection

from loyalty.merchants.scopes import Scope, covers
from loyalty.webhooks.models import Topic

# A message shows what the REST API would show to whoever holds these.
NEEDED: dict[Topic, tuple[Scope, ...]] = {
    Topic.CUSTOMER_UPDATED: (Scope.CUSTOMER_READ,),
    Topic.POINTS_EXPIRING: (Scope.CUSTOMER_READ,),
    Topic.POINTS_CREATED: (Scope.POINTS_TRANSACTION_READ,),
    Topic.COUPON_CREATED: (Scope.REWARD_FULFILLMENT_READ,),
    Topic.COUPON_UPDATED: (Scope.REWARD_FULFILLMENT_READ,),
    Topic.TIER_CHANGED: (Scope.VIP_TIER_READ,),
    Topic.REFERRAL_UPDATED: (Scope.REFERRAL_READ, Scope.CUSTOMER_READ),
    Topic.INSTALLATION_UPDATED: (Scope.WEBHOOK_READ,),
}


def allowed_topics(scopes: Collection[str]) -> list[str]:
    """The topics that somebody with these scopes may listen to, in their own order."""
    return [topic.value for topic, needed in NEEDED.items() if all(covers(scopes, scope) for scope in needed)]
