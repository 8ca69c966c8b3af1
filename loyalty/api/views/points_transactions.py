"""/points_transactions"""

from uuid import uuid4

from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _
from rest_framework.response import Response

from loyalty import flows
from loyalty.api.http.errors import NothingHere
from loyalty.api.http.pages import KEY_OF_TIME, page_of, read_asked
from loyalty.api.http.schema import operation
from loyalty.api.queries.people import customer_named
from loyalty.api.serializers.strict import paged, wrapped
from loyalty.api.serializers.transactions import (
    Adjustment,
    PointsTransactionShape,
    TransactionsQuery,
    transaction_json,
)
from loyalty.api.views.resource import ApiRequest, Resource
from loyalty.merchants.authentication import Principal
from loyalty.merchants.scopes import Scope
from loyalty.points.models import PointsTransaction

LONGEST_SOURCE = 40
TAG = "Points Transactions"
SENT = wrapped("points_transaction", Adjustment)
ANSWER = wrapped("points_transaction", PointsTransactionShape)


def ledger_source(principal: Principal) -> str:
    """What the ledger calls the caller: no app can be named as the programme's own sources are."""
    return (
        principal.source if principal.installation_id is None else f"app-{principal.source}"[:LONGEST_SOURCE]
    )


class PointsTransactions(Resource):
    scopes = {"GET": Scope.POINTS_TRANSACTION_READ, "POST": Scope.POINTS_TRANSACTION_WRITE}

    @operation(gives=paged("points_transactions", PointsTransactionShape), query=TransactionsQuery, tag=TAG)
    def get(self, request: ApiRequest) -> Response:
        """Changes of points, the newest first. What is pending is no change yet."""
        said = self.asked(TransactionsQuery)
        entries = PointsTransaction.objects.filter(merchant=request.user.merchant).exclude(points=0)
        if "customer_id" in said:
            entries = entries.filter(customer=said["customer_id"])
        if "updated_at_min" in said:
            entries = entries.filter(created_at__gte=said["updated_at_min"])
        asked = read_asked(said["cursor"], limit=said["limit"], key=KEY_OF_TIME)
        page = page_of(entries, asked, by=("created_at", "pk"))
        return Response(
            {"points_transactions": [transaction_json(row) for row in page.rows], "metadata": page.metadata}
        )

    @operation(takes=SENT, gives=ANSWER, status=201, tag=TAG)
    def post(self, request: ApiRequest) -> Response:
        """Give a customer points, or take some. What would end below zero is refused."""
        said, merchant = self.read(SENT)["points_transaction"], request.user.merchant
        customer = customer_named(said["customer_id"], merchant)
        with translation.override(merchant.language):
            description = said.get("description") or _("Points adjusted")
        posted = flows.points_adjusted(
            customer,
            points=said["points_change"],
            description=description,
            internal_note=said.get("internal_note") or "",
            key=f"api-{uuid4()}",
            source=ledger_source(request.user),
            by=None,
            at=now(),
        )
        entry = PointsTransaction.objects.get(pk=posted.transaction_id)
        return Response({"points_transaction": transaction_json(entry)}, 201)


class OnePointsTransaction(Resource):
    scopes = {"GET": Scope.POINTS_TRANSACTION_READ}

    @operation(gives=ANSWER, tag=TAG)
    def get(self, request: ApiRequest, transaction_id: int) -> Response:
        """One change of points."""
        entries = PointsTransaction.objects.filter(merchant=request.user.merchant).exclude(points=0)
        entry = entries.filter(pk=transaction_id).first()
        if entry is None:
            raise NothingHere
        return Response({"points_transaction": transaction_json(entry)})
