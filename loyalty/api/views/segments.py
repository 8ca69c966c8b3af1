"""/segments"""

from typing import Any

from django.utils.timezone import now
from rest_framework import serializers
from rest_framework.response import Response

from loyalty.api.http.schema import operation
from loyalty.api.http.times import moment
from loyalty.api.serializers.strict import listed
from loyalty.api.views.resource import ApiRequest, Resource
from loyalty.flows.segments import counts_of, segments_of
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
        """All segments, with how many customers each names now. Their customers: GET /customers?segment_id=…"""
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
