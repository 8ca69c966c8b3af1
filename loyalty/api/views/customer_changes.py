"""/customers, as far as they are written."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.timezone import now
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from loyalty import flows
from loyalty.api.http.addresses import Addresses
from loyalty.api.http.errors import NothingHere
from loyalty.api.http.schema import operation
from loyalty.api.mapping.customers import Wording
from loyalty.api.queries.customers import customers_seen
from loyalty.api.queries.people import customer_named
from loyalty.api.serializers.customers import CustomerShape
from loyalty.api.serializers.people import CustomerIn, NewCustomer, Reason, described
from loyalty.api.serializers.strict import wrapped
from loyalty.api.views.resource import ApiRequest, Resource
from loyalty.customers.actions import CustomerUnknown
from loyalty.customers.models import Customer, CustomerState
from loyalty.customers.snapshots import CustomerFacts
from loyalty.merchants.scopes import Scope

ANSWER = wrapped("customer", CustomerShape)
SENT = wrapped("customer", CustomerIn)
SENT_NEW = wrapped("customer", NewCustomer)
TAG = "Customers"


def create_customer(view: Resource, request: ApiRequest) -> Response:
    """The answer to POST /customers: somebody new, with all that was said of them."""
    said, at = view.read(SENT_NEW)["customer"], now()
    facts = CustomerFacts(
        source=request.user.source,
        external_id=said["external_id"],
        email=said["email"],
        has_account=said["state"] == CustomerState.MEMBER,
        account_created_at=said["joined_at"] or at,
        **{name: said[name] for name in ("first_name", "last_name", "language") if name in said},
    )
    with transaction.atomic():
        customer = flows.customer_added(facts, merchant=request.user.merchant, at=at)
        customer.merchant = request.user.merchant
        later = {name: said[name] for name in ("date_of_birth", "tags") if name in said}
        flows.customer_described(customer, said=described(later), by=None, at=at)
    return Response({"customer": customer_shown(customer.pk, request)}, HTTP_201_CREATED)


def change_customer(view: Resource, request: ApiRequest, customer_id: int) -> Response:
    """The answer to PATCH /customers/{id}: all of it is done, or nothing."""
    said = described(view.read(SENT)["customer"])
    customer = customer_here(customer_id, request)
    flows.customer_described(customer, said=said, by=None, at=now())
    return Response({"customer": customer_shown(customer.pk, request)})


class CustomerExclusion(Resource):
    scopes = {"POST": Scope.CUSTOMER_WRITE}

    @operation(takes=Reason, gives=ANSWER, tag=TAG)
    def post(self, request: ApiRequest, customer_id: int) -> Response:
        """The customer neither earns nor redeems from now on; the balance stays. Twice is once."""
        return _moved(self, request, customer_id, flows.customer_excluded)


class CustomerInclusion(Resource):
    scopes = {"POST": Scope.CUSTOMER_WRITE}

    @operation(takes=Reason, gives=ANSWER, tag=TAG)
    def post(self, request: ApiRequest, customer_id: int) -> Response:
        """An excluded customer takes part again; what happened meanwhile is not made up for. Twice is once."""
        return _moved(self, request, customer_id, flows.customer_included)


def customer_here(customer_id: int, request: ApiRequest) -> Customer:
    """The customer whom an address names; 404 if there is none."""
    try:
        return customer_named(customer_id, request.user.merchant)
    except CustomerUnknown as error:
        raise NothingHere from error


def customer_shown(customer_id: int, request: ApiRequest) -> dict[str, Any]:
    """As answers have the customer."""
    wording = Wording(request.user.merchant, Addresses.of(request))
    return customers_seen([customer_id], wording)[customer_id]


def _moved(view: Resource, request: ApiRequest, customer_id: int, move: Callable[..., None]) -> Response:
    reason = view.read(Reason)["reason"]
    customer = customer_here(customer_id, request)
    move(customer, reason=reason, by=None, at=now())
    return Response({"customer": customer_shown(customer.pk, request)})
