"""/segments"""

from typing import Any

from django.utils.timezone import now
from rest_framework import serializers
from rest_framework.response import Response

from loyalty.api.http.addresses import Addresses
from loyalty.api.http.pages import KEY_OF_ID, page_of, read_asked
from loyalty.api.http.schema import operation
from loyalty.api.http.times import moment
from loyalty.api.mapping.customers import Wording
from loyalty.api.queries.customers import customers_written
from loyalty.api.serializers.customers import CustomerShape
from loyalty.api.serializers.strict import PageQuery, listed, paged
from loyalty.api.views.resource import ApiRequest, Resource
from loyalty.customers.models import Customer, Segment
from loyalty.flows.segments import counts_of, narrowed, segments_of
from loyalty.merchants.scopes import Scope


class SegmentShape(serializers.Serializer[Any]):
    """Customers under a name. `criteria` are what somebody must answer to belong to it."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    criteria = serializers.DictField(child=serializers.CharField())
    customers_count = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class Segments(Resource):
    scopes = {"GET": Scope.SEGMENT_READ}

    @operation(gives=listed("segments", SegmentShape), tag="Segments")
    def get(self, request: ApiRequest) -> Response:
        """All segments, with how many customers each names now."""
        segments = segments_of(request.user.merchant)
        counts = counts_of(segments, at=now())
        shown = [
            {
                "id": one.pk,
                "name": one.name,
                "criteria": one.criteria,
                "customers_count": counts[one.pk],
                "updated_at": moment(one.updated_at),
            }
            for one in segments
        ]
        return Response({"segments": shown})


class SegmentCustomers(Resource):
    scopes = {"GET": Scope.CUSTOMER_READ}

    @operation(gives=paged("customers", CustomerShape), query=PageQuery, tag="Segments")
    def get(self, request: ApiRequest, segment_id: int) -> Response:
        """The customers that the segment names now, the newest first."""
        said = self.asked(PageQuery)
        segment = Segment.objects.get(pk=segment_id)
        named = narrowed(Customer.objects.present(), segment.criteria, at=now())
        asked = read_asked(said["cursor"], limit=said["limit"], key=KEY_OF_ID)
        page = page_of(Customer.objects.filter(pk__in=named.values("pk")).only("pk"), asked)
        wording = Wording(request.user.merchant, Addresses.of(request))
        written = customers_written([row.pk for row in page.rows], wording)
        return Response(
            page.written("customers", (written[row.pk] for row in page.rows if row.pk in written))
        )
