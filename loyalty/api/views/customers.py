"""/customers"""

from datetime import datetime

from django.utils.timezone import now
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from loyalty.api.http.addresses import Addresses
from loyalty.api.http.errors import NothingHere
from loyalty.api.http.pages import KEY_OF_ID, read_asked
from loyalty.api.http.schema import operation
from loyalty.api.mapping.customers import Included, Wording
from loyalty.api.queries.customers import Wanted, customer_seen, customers_page
from loyalty.api.serializers.customers import CustomerQuery, CustomerShape, CustomersQuery
from loyalty.api.serializers.strict import paged, wrapped
from loyalty.api.views.customer_changes import ANSWER, SENT, SENT_NEW, change_customer, create_customer
from loyalty.api.views.resource import ApiRequest, Resource
from loyalty.merchants.scopes import Scope
from vip.queries import terms_in_force

TAG = "Customers"
# What a tier is may be kept so long by whoever asks: it changes rarely, and working it out costs.
TIERS_KEEP = "private, max-age=600"
ASK_AGAIN = "private, no-cache"
NOTHING: frozenset[str] = frozenset()


class Customers(Resource):
    scopes = {"GET": Scope.CUSTOMER_READ, "POST": Scope.CUSTOMER_WRITE}
    has_etag = True

    @operation(gives=paged("customers", CustomerShape), query=CustomersQuery, tag=TAG)
    def get(self, request: ApiRequest) -> Response:
        """Customers, the newest first. `updated_at_min` finds those whose points, tier or name changed since."""
        said, at = self.asked(CustomersQuery), now()
        include = said.get("include", NOTHING)
        wanted = Wanted(said.get("email", ""), said.get("state", ""), said.get("updated_at_min"))
        asked = read_asked(said["cursor"], limit=said["limit"], key=KEY_OF_ID)
        page = customers_page(wanted, asked, wording_of(request, include, at=at), at=at)
        self.headers["Cache-Control"] = TIERS_KEEP if include else ASK_AGAIN
        return Response(page.written("customers", (text for _id, text in page.rows)))

    @operation(takes=SENT_NEW, gives=ANSWER, status=HTTP_201_CREATED, tag=TAG)
    def post(self, request: ApiRequest) -> Response:
        """Somebody new; a member gets the points for signing up."""
        return create_customer(self, request)


class OneCustomer(Resource):
    scopes = {"GET": Scope.CUSTOMER_READ, "PATCH": Scope.CUSTOMER_WRITE}
    has_etag = True

    @operation(gives=wrapped("customer", CustomerShape), query=CustomerQuery, tag=TAG)
    def get(self, request: ApiRequest, customer_id: int) -> Response:
        """One customer; the id of somebody who was merged leads to whom they were merged into."""
        include = self.asked(CustomerQuery).get("include", NOTHING)
        seen = customer_seen(customer_id, wording_of(request, include, at=now()))
        if seen is None:
            raise NothingHere
        self.headers["Cache-Control"] = TIERS_KEEP if include else ASK_AGAIN
        return Response({"customer": seen})

    @operation(takes=SENT, gives=ANSWER, tag=TAG)
    def patch(self, request: ApiRequest, customer_id: int) -> Response:
        """The customer is so from now on; what is left out stays."""
        return change_customer(self, request, customer_id)


def wording_of(request: ApiRequest, includes: frozenset[str], *, at: datetime) -> Wording:
    """How customers are written for whoever asks, with what is to be included."""
    merchant = request.user.merchant
    included = Included(includes, terms_in_force(merchant.pk), at) if includes else None
    return Wording(merchant, Addresses.of(request), included)
