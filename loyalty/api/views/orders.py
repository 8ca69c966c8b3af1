"""/orders"""

from collections.abc import Sequence
from typing import Any

from django.utils.timezone import now
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from earning.queries.earned import points_of_orders
from loyalty import flows
from loyalty.api.http.pages import KEY_OF_ID, page_of, read_asked
from loyalty.api.http.schema import operation
from loyalty.api.mapping.orders import order_facts, refund_facts
from loyalty.api.serializers.orders import OrderIn, OrderShape, OrdersIn, RefundIn, orders_json
from loyalty.api.serializers.strict import PageQuery, Text, Whole, listed, paged, wrapped
from loyalty.api.views.resource import ApiRequest, Resource
from loyalty.merchants.scopes import Scope
from loyalty.orders.models import Order
from loyalty.orders.snapshots import OrderFacts

ONE = wrapped("order", OrderShape)
TAG = "Orders"


class OrdersQuery(PageQuery):
    """Of whom, and under which id of the shop's."""

    customer_id = Whole(required=False)
    external_id = Text(required=False, max_length=200)


class Orders(Resource):
    scopes = {"GET": Scope.ORDER_READ, "POST": Scope.ORDER_WRITE}

    @operation(gives=paged("orders", OrderShape), query=OrdersQuery, tag=TAG)
    def get(self, _request: ApiRequest) -> Response:
        """Orders, the newest first, with what they earned."""
        said = self.asked(OrdersQuery)
        asked = read_asked(said.pop("cursor"), limit=said.pop("limit"), key=KEY_OF_ID)
        page = page_of(Order.objects.filter(**said).prefetch_related("refunds"), asked)
        return Response({"orders": shown(page.rows), "metadata": page.metadata})

    @operation(gives=ONE, takes=wrapped("order", OrderIn), tag=TAG)
    def post(self, request: ApiRequest) -> Response:
        """An order as it stands now: new, paid, changed, refunded or cancelled. Sent twice, it counts once."""
        said = self.read(wrapped("order", OrderIn))["order"]
        at, source = now(), request.user.source
        return Response({"order": brought([order_facts(said, source=source, at=at)], request)[0]})


class ManyOrders(Resource):
    scopes = {"POST": Scope.ORDER_WRITE}

    @operation(gives=listed("orders", OrderShape), takes=OrdersIn, tag=TAG)
    def post(self, request: ApiRequest) -> Response:
        """Up to 250 orders at once, as they stand now: for bringing a history in. One that is wrong refuses all."""
        at, source = now(), request.user.source
        facts = [order_facts(said, source=source, at=at) for said in self.read(OrdersIn)["orders"]]
        return Response({"orders": brought(facts, request)})


class OneOrder(Resource):
    scopes = {"GET": Scope.ORDER_READ}

    @operation(gives=ONE, tag=TAG)
    def get(self, _request: ApiRequest, order_id: int) -> Response:
        """One order, with what it earned."""
        return Response({"order": shown([Order.objects.get(pk=order_id)])[0]})


class OrderRefunds(Resource):
    scopes = {"POST": Scope.ORDER_WRITE}

    @operation(gives=ONE, takes=wrapped("refund", RefundIn), status=HTTP_201_CREATED, tag=TAG)
    def post(self, request: ApiRequest, order_id: int) -> Response:
        """Something of the order came back: its points are worked out anew. The same refund twice counts once."""
        order, at = Order.objects.get(pk=order_id), now()
        refund = refund_facts(self.read(wrapped("refund", RefundIn))["refund"], at=at)
        said = OrderFacts(order.source, order.external_id, happened_at=refund.refunded_at, refunds=(refund,))
        return Response({"order": brought([said], request)[0]}, status=HTTP_201_CREATED)


def brought(facts: Sequence[OrderFacts], request: ApiRequest) -> list[dict[str, Any]]:
    """The orders after these messages, in the order of the messages."""
    flows.orders_changed(facts, merchant=request.user.merchant, at=now())
    names = [(fact.source, fact.external_id) for fact in facts]
    found = Order.objects.filter(
        source__in={source for source, _id in names}, external_id__in=[name for _source, name in names]
    )
    known = {(order.source, order.external_id): order for order in found.prefetch_related("refunds")}
    return shown([known[name] for name in names])


def shown(orders: Sequence[Order]) -> list[dict[str, Any]]:
    """As answers have them."""
    return orders_json(orders, points=points_of_orders([order.pk for order in orders]))
