"""The webhooks of an app, one endpoint in each shop that it is connected to."""

from datetime import datetime

from apps_marketplace.models import App, Installation
from apps_marketplace.queries.staff import merchants_with
from loyalty.team.models import User
from loyalty.webhooks.actions import add_endpoint, move_endpoints, recall_farewells, stop_endpoints
from loyalty.webhooks.models import Endpoint
from loyalty.webhooks.queries import allowed_topics


def open_endpoint(installation: Installation, *, at: datetime) -> None:
    """The app is told of all that it may read, if it has an address for that. Twice is once.

    What it has not heard of an earlier removal it hears no more.
    """
    recall_farewells(installation.merchant, installation.app)
    app = App.objects.defer("logo").filter(slug=installation.app).exclude(webhook_url="").first()
    topics = allowed_topics(installation.scopes)
    if app is None or not topics:
        return
    merchant, url = installation.merchant, app.webhook_url
    there = Endpoint.objects.active().filter(merchant=merchant, source=app.slug, url=url)
    if not there.filter(topics=topics).exists():
        add_endpoint(merchant, url, topics, app.slug, at, secret=app.webhook_secret, description=app.name)


def follow_address(app: App, *, before: str, by: User, at: datetime) -> int:
    """Shops that have the app tell it at its new address, or no more if it has none; how many endpoints that changed.

    `before` is the address that it had. Where it had none, webhooks begin with the next shop that connects.
    """
    if app.webhook_url == before:
        return 0
    if not app.webhook_url:
        return stop_endpoints(app.slug, by=by, at=at)
    return move_endpoints(app.slug, app.webhook_url, working=merchants_with(app.slug), by=by, at=at)
