"""/customer_identities"""

from typing import Any

from django.utils.timezone import now
from django.utils.translation import gettext as _
from rest_framework.response import Response

from loyalty import flows
from loyalty.api.http.errors import Forbidden
from loyalty.api.http.schema import operation
from loyalty.api.serializers.identities import CustomerIdentityShape, SaidIdentity
from loyalty.api.serializers.strict import wrapped
from loyalty.api.views.resource import ApiRequest, Resource
from loyalty.customers.snapshots import CustomerFacts
from loyalty.merchants.scopes import Scope

TAG = "Customer Identities"
SENT = wrapped("customer_identity", SaidIdentity)
ANSWER = wrapped("customer_identity", CustomerIdentityShape)


class CustomerIdentities(Resource):
    scopes = {"POST": Scope.CUSTOMER_IDENTITY_WRITE}

    @operation(takes=SENT, gives=ANSWER, status=201, also={200: ANSWER}, tag=TAG)
    def post(self, request: ApiRequest) -> Response:
        """Say how your app knows a customer: 201 where it is news, 200 where it is not. For apps only."""
        if request.user.installation_id is None:
            raise Forbidden(_("This is for installed apps. Keys cannot do it."))
        said, merchant, at = self.read(SENT)["customer_identity"], request.user.merchant, now()
        facts = CustomerFacts(
            source=request.user.source,
            external_id=said["distinct_id"],
            email=said["email"],
            first_name=said.get("first_name") or "",
            last_name=said.get("last_name") or "",
        )
        linked = flows.identity_linked(facts, merchant=merchant, at=at)
        identity: dict[str, Any] = {
            "id": linked.identity.pk,
            "first_name": facts.first_name or None,
            "last_name": facts.last_name or None,
            "email": facts.email,
            "distinct_id": facts.external_id,
            "properties": {},
            "customer_id": linked.identity.customer_id,
        }
        return Response({"customer_identity": identity}, 201 if linked.is_new else 200)
