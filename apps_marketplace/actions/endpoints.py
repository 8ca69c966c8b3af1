"""The webhooks of a registered app, one endpoint in each shop that it is connected to."""

from collections.abc import Collection, Mapping
from datetime import datetime

from apps_marketplace.models import App, Installation
from loyalty.merchants.scopes import covers
from loyalty.webhooks.actions import add_endpoint
from loyalty.webhooks.models import Endpoint, Topic

# What an app must be allowed to read to be told of it.
NEEDED: Mapping[Topic, str] = {
    Topic.CUSTOMER_UPDATED: "customer:read",
    Topic.POINTS_CREATED: "points_transaction:read",
    Topic.POINTS_EXPIRING: "points_transaction:read",
    Topic.COUPON_CREATED: "reward_fulfillment:read",
    Topic.COUPON_UPDATED: "reward_fulfillment:read",
    Topic.TIER_CHANGED: "vip_tier:read",
    Topic.REFERRAL_UPDATED: "referral:read",
}


def open_endpoint(installation: Installation, *, at: datetime) -> None:
    """The app is told of what it may read, if it has an address for that. Twice is once."""
    app = App.objects.defer("logo").filter(slug=installation.app).exclude(webhook_url="").first()
    if app is None:
        return
    topics = topics_for(installation.scopes)
    there = Endpoint.objects.active().filter(
        merchant=installation.merchant, source=app.slug, url=app.webhook_url
    )
    if not there.filter(topics=topics).exists():
        add_endpoint(installation.merchant, app.webhook_url, topics, app.slug, at, secret=app.webhook_secret)


def topics_for(scopes: Collection[str]) -> list[str]:
    """What an app with these scopes may be told of; of itself always."""
    told = [topic.value for topic, needed in NEEDED.items() if covers(scopes, needed)]
    wanted = {*told, Topic.INSTALLATION_UPDATED.value}
    return [topic.value for topic in Topic if topic in wanted]
