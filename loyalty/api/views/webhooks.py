"""/webhooks: a key sees the merchant's own, an app its own."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext as _
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from loyalty.api.http.errors import Forbidden
from loyalty.api.http.pages import KEY_OF_ID, page_of, read_asked
from loyalty.api.http.schema import operation
from loyalty.api.serializers.strict import PageQuery, paged, wrapped
from loyalty.api.serializers.webhooks import NewWebhook, ReplayShape, WebhookIn, WebhookShape, webhook_json
from loyalty.api.views.resource import ApiRequest, Resource
from loyalty.merchants.authentication import Principal
from loyalty.merchants.scopes import Scope
from loyalty.webhooks.actions import (
    AddressTaken,
    add_endpoint,
    change_endpoint,
    pause_endpoint,
    remove_endpoint,
    resume_endpoint,
    rotate_secret,
)
from loyalty.webhooks.actions.replays import replay_failed
from loyalty.webhooks.models import Endpoint
from loyalty.webhooks.queries import allowed_topics

ANSWER = wrapped("webhook", WebhookShape)
TAG = "Webhooks"


class Webhooks(Resource):
    scopes = {"GET": Scope.WEBHOOK_READ, "POST": Scope.WEBHOOK_WRITE}

    @operation(gives=paged("webhooks", WebhookShape), query=PageQuery, tag=TAG)
    def get(self, request: ApiRequest) -> Response:
        """The webhooks, the newest first."""
        said = self.asked(PageQuery)
        asked = read_asked(said["cursor"], limit=said["limit"], key=KEY_OF_ID)
        page = page_of(own_endpoints(request.user), asked)
        return Response({"webhooks": [webhook_json(one) for one in page.rows], "metadata": page.metadata})

    @operation(takes=wrapped("webhook", NewWebhook), gives=ANSWER, status=HTTP_201_CREATED, tag=TAG)
    def post(self, request: ApiRequest) -> Response:
        """Adds a webhook and sends it a ping. The answer holds its secret, which is told this once."""
        said, principal = self.read(wrapped("webhook", NewWebhook))["webhook"], request.user
        _refuse_beyond(principal, said["topics"])
        if own_endpoints(principal).filter(is_active=True, url=said["url"]).exists():
            raise AddressTaken
        added = add_endpoint(
            principal.merchant,
            said["url"],
            said["topics"],
            _source(principal),
            now(),
            description=said["description"],
        )
        return Response({"webhook": webhook_json(added, with_secret=True)}, HTTP_201_CREATED)


class OneWebhook(Resource):
    scopes = {"GET": Scope.WEBHOOK_READ, "PATCH": Scope.WEBHOOK_WRITE, "DELETE": Scope.WEBHOOK_WRITE}

    @operation(gives=ANSWER, tag=TAG)
    def get(self, request: ApiRequest, endpoint_id: int) -> Response:
        """One webhook, and how it fares."""
        return Response({"webhook": webhook_json(own_endpoints(request.user).get(pk=endpoint_id))})

    @operation(takes=wrapped("webhook", WebhookIn), gives=ANSWER, tag=TAG)
    def patch(self, request: ApiRequest, endpoint_id: int) -> Response:
        """Changes what is named. While it is paused, what happens waits."""
        said: dict[str, Any] = self.read(wrapped("webhook", WebhookIn))["webhook"]
        found = own_endpoints(request.user).get(pk=endpoint_id)
        _refuse_beyond(request.user, said.get("topics", ()))
        with transaction.atomic():
            terms = {name: said.get(name, getattr(found, name)) for name in ("url", "topics", "description")}
            change_endpoint(found, **terms, by=None, at=now())
            if "is_paused" in said:
                switch = pause_endpoint if said["is_paused"] else resume_endpoint
                switch(found, by=None, at=now())
        return Response({"webhook": webhook_json(Endpoint.objects.get(pk=endpoint_id))})

    @operation(gives=ANSWER, tag=TAG)
    def delete(self, request: ApiRequest, endpoint_id: int) -> Response:
        """Removes it, with what waits for it and its log."""
        found = own_endpoints(request.user).get(pk=endpoint_id)
        told = webhook_json(found)
        remove_endpoint(found, by=None, at=now())
        return Response({"webhook": told})


class WebhookSecret(Resource):
    scopes = {"POST": Scope.WEBHOOK_WRITE}

    @operation(gives=ANSWER, tag=TAG)
    def post(self, request: ApiRequest, endpoint_id: int) -> Response:
        """A new secret, told this once. For 24 hours the previous one signs, too."""
        rotated = rotate_secret(own_endpoints(request.user).get(pk=endpoint_id), by=None, at=now())
        return Response({"webhook": webhook_json(rotated, with_secret=True)})


class WebhookReplay(Resource):
    scopes = {"POST": Scope.WEBHOOK_WRITE}

    @operation(gives=wrapped("webhook_replay", ReplayShape), tag=TAG)
    def post(self, request: ApiRequest, endpoint_id: int) -> Response:
        """Everything that never arrived leaves again."""
        count = replay_failed(own_endpoints(request.user).get(pk=endpoint_id), by=None, at=now())
        return Response({"webhook_replay": {"deliveries": count}})


def _source(principal: Principal) -> str:
    return principal.source if principal.installation_id else ""


def own_endpoints(principal: Principal) -> QuerySet[Endpoint]:
    """A key's are the merchant's own, an app's its own."""
    found: QuerySet[Endpoint] = Endpoint.objects.filter(source=_source(principal))
    return found


def _refuse_beyond(principal: Principal, topics: Collection[str]) -> None:
    """Nobody hears by a webhook what they may not read."""
    if beyond := sorted(set(topics) - set(allowed_topics(principal.scopes))):
        raise Forbidden(_("To be told of %(topic)s takes the scope to read it.") % {"topic": beyond[0]})
