"""The webhooks of a registered app, one endpoint in each shop that it is connected to."""

from datetime import datetime

from apps_marketplace.models import App, Installation
from loyalty.webhooks.actions import add_endpoint
from loyalty.webhooks.models import Endpoint
from loyalty.webhooks.queries import allowed_topics


def open_endpoint(installation: Installation, *, at: datetime) -> None:
    """The app is told of all that it may read, if it has an address for that. Twice is once."""
    app = App.objects.defer("logo").filter(slug=installation.app).exclude(webhook_url="").first()
    topics = allowed_topics(installation.scopes)
    if app is None or not topics:
        return
    merchant, url = installation.merchant, app.webhook_url
    there = Endpoint.objects.active().filter(merchant=merchant, source=app.slug, url=url)
    if not there.filter(topics=topics).exists():
        add_endpoint(merchant, url, topics, app.slug, at, secret=app.webhook_secret, description=app.name)
