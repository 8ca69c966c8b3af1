"""/webhooks/…/deliveries: what was sent, how it went, and sending it again."""

from django.utils.timezone import now
from rest_framework.response import Response

from loyalty.api.http.pages import KEY_OF_ID, page_of, read_asked
from loyalty.api.http.schema import operation
from loyalty.api.serializers.deliveries import DeliveriesQuery, DeliveryShape, delivery_json
from loyalty.api.serializers.strict import paged, wrapped
from loyalty.api.views.resource import ApiRequest, Resource
from loyalty.api.views.webhooks import TAG, own_endpoints
from loyalty.merchants.scopes import Scope
from loyalty.webhooks.actions.replays import replay_delivery
from loyalty.webhooks.queries import deliveries_to


class WebhookDeliveries(Resource):
    scopes = {"GET": Scope.WEBHOOK_READ}

    @operation(gives=paged("webhook_deliveries", DeliveryShape), query=DeliveriesQuery, tag=TAG)
    def get(self, request: ApiRequest, endpoint_id: int) -> Response:
        """What was sent to a webhook or waits for it, the newest first. The log goes back 30 days."""
        said = self.asked(DeliveriesQuery)
        endpoint = own_endpoints(request.user).get(pk=endpoint_id)
        asked = read_asked(said["cursor"], limit=said["limit"], key=KEY_OF_ID)
        found = deliveries_to(endpoint, state=said.get("state", ""), topic=said.get("topic", ""))
        page = page_of(found, asked)
        rows = [delivery_json(delivery) for delivery in page.rows]
        return Response({"webhook_deliveries": rows, "metadata": page.metadata})


class DeliveryReplay(Resource):
    scopes = {"POST": Scope.WEBHOOK_WRITE}

    @operation(gives=wrapped("webhook_delivery", DeliveryShape), tag=TAG)
    def post(self, request: ApiRequest, endpoint_id: int, delivery_id: int) -> Response:
        """The same message leaves again, under the same webhook-id."""
        deliveries = deliveries_to(own_endpoints(request.user).get(pk=endpoint_id))
        replay_delivery(deliveries.select_related("endpoint").get(pk=delivery_id), by=None, at=now())
        return Response({"webhook_delivery": delivery_json(deliveries.get(pk=delivery_id))})
