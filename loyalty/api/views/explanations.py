"""…/explanation: why something earned what it did."""

from django.utils.translation import gettext as _
from rest_framework.response import Response

from earning.explanation import considered_for_activity, considered_for_order, explain, why_nothing
from earning.explanation.sentences import points_text
from earning.models import Activity, Settlement
from earning.queries.earned import points_of_activities, points_of_orders
from loyalty.api.http.schema import operation
from loyalty.api.serializers.explanations import (
    HappeningExplanationShape,
    TransactionExplanationShape,
    explanation_json,
    happening_json,
)
from loyalty.api.serializers.strict import wrapped
from loyalty.api.views.resource import ApiRequest, Resource
from loyalty.merchants.scopes import Scope
from loyalty.orders.models import Order
from loyalty.orders.queries import see_orders
from loyalty.points.models import PointsTransaction

TRANSACTION = wrapped("explanation", TransactionExplanationShape)
HAPPENING = wrapped("explanation", HappeningExplanationShape)


class TransactionExplanation(Resource):
    scopes = {"GET": Scope.POINTS_TRANSACTION_READ}

    @operation(gives=TRANSACTION, tag="Points Transactions")
    def get(self, _request: ApiRequest, transaction_id: int) -> Response:
        """Why points moved: the rule as it stood, the order's amounts, and how the award came to where it is."""
        entry = PointsTransaction.objects.select_related("merchant").get(pk=transaction_id)
        return Response({"explanation": explanation_json(explain([entry])[entry.pk])})


class OrderExplanation(Resource):
    scopes = {"GET": Scope.ORDER_READ}

    @operation(gives=HAPPENING, tag="Orders")
    def get(self, request: ApiRequest, order_id: int) -> Response:
        """What the order gives, and every rule that was considered for it."""
        order = Order.objects.get(pk=order_id)
        [seen] = see_orders([order.pk], merchant_id=request.user.merchant.pk)
        settlement = Settlement.objects.filter(order=order).select_related("ruleset").first()
        points = points_of_orders([order.pk]).get(order.pk, 0)
        rules = considered_for_order(settlement) if settlement else ()
        summary = _gave(points) if points else why_nothing(seen, settlement)
        return Response({"explanation": happening_json(points, summary, rules)})


class ActivityExplanation(Resource):
    scopes = {"GET": Scope.ACTIVITY_READ}

    @operation(gives=HAPPENING, tag="Activities")
    def get(self, _request: ApiRequest, activity_id: int) -> Response:
        """What the activity gave, and every rule that was considered for it."""
        activity = Activity.objects.select_related("ruleset").get(pk=activity_id)
        points = points_of_activities([activity.pk]).get(activity.pk, 0)
        rules = considered_for_activity(activity)
        return Response({"explanation": happening_json(points, _of(activity, points, bool(rules)), rules)})


def _gave(points: int) -> str:
    return _("It gives %(points)s.") % {"points": points_text(points)}


def _of(activity: Activity, points: int, has_rules: bool) -> str:
    if points:
        return _gave(points)
    if activity.revoked_at:
        return _("It was revoked, so it gives nothing.")
    if activity.refusal:
        return str(activity.get_refusal_display())
    if not has_rules:
        return _("No rule was about it when it happened.")
    return _("No rule gave points for it.")
