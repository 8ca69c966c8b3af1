"""/activities"""

from uuid import uuid4

from django.utils.timezone import now
from rest_framework.response import Response

from earning.actions import ActivityFacts, code_reported
from loyalty import flows
from loyalty.api.http.schema import operation
from loyalty.api.queries.people import Earner, earner_at, earner_named
from loyalty.api.serializers.activities import ActivityShape, ReportedActivity, activity_json
from loyalty.api.serializers.strict import paged, wrapped
from loyalty.api.views.known_activities import ActivitiesQuery, KnownActivityShape, list_activities
from loyalty.api.views.resource import ApiRequest, Resource
from loyalty.customers.snapshots import CustomerFacts
from loyalty.merchants.scopes import Scope

TAG = "Activities"
SENT = wrapped("activity", ReportedActivity)
ANSWER = wrapped("activity", ActivityShape)


class Activities(Resource):
    scopes = {"GET": Scope.ACTIVITY_READ, "POST": Scope.ACTIVITY_WRITE}

    @operation(gives=paged("activities", KnownActivityShape), query=ActivitiesQuery, tag=TAG)
    def get(self, _request: ApiRequest) -> Response:
        """What customers did, the newest first, and what it gave."""
        return list_activities(self)

    @operation(takes=SENT, gives=ANSWER, status=201, tag=TAG)
    def post(self, request: ApiRequest) -> Response:
        """Say that a customer did something. The rules about it give their points at once."""
        said, principal, at = self.read(SENT)["activity"], request.user, now()
        facts = ActivityFacts(
            source=principal.source,
            token=code_reported(said["token"], source=principal.source),
            distinct_id=said.get("distinct_id") or f"~{uuid4()}",
            happened_at=said.get("created_on_origin_at") or at,
            order_name=said.get("order_id") or "",
            product=said.get("product_id") or "",
            text_length=said.get("text_length"),
        )
        if said.get("customer_id") is not None:
            earner: Earner | None = earner_named(said["customer_id"], principal.merchant)
        else:
            earner = earner_at(said["customer_email"], principal.merchant)
        if earner:
            activity = flows.activity_received(earner.customer, facts=facts, at=at, ruleset=earner.ruleset)
        else:
            stranger = CustomerFacts(source=principal.source, email=said["customer_email"])
            activity = flows.activity_reported(stranger, facts=facts, merchant=principal.merchant, at=at)
        answer = activity_json(activity, token=said["token"], happened_at=said.get("created_on_origin_at"))
        return Response({"activity": answer}, 201)
