"""Changes of points."""

from typing import Any

from rest_framework import serializers

from loyalty.api.http.times import moment
from loyalty.api.serializers.strict import Moment, PageQuery, Strict, Text, Whole
from loyalty.points.models import LONGEST_DESCRIPTION, PointsTransaction

LONGEST_NOTE = 2000


class PointsTransactionShape(serializers.Serializer[Any]):
    """One change of a balance, for ever. Customers never see `internal_note`."""

    id = serializers.IntegerField()
    customer_id = serializers.IntegerField()
    points_change = serializers.IntegerField()
    description = serializers.CharField()
    internal_note = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class Adjustment(Strict):
    """Points to give, or to take if below 0."""

    customer_id = Whole()
    points_change = Whole()
    description = Text(required=False, allow_null=True, allow_blank=True, max_length=LONGEST_DESCRIPTION)
    internal_note = Text(required=False, allow_null=True, allow_blank=True, max_length=LONGEST_NOTE)


class TransactionsQuery(PageQuery):
    """Which changes."""

    customer_id = Whole(required=False)
    updated_at_min = Moment(required=False)


def transaction_json(entry: PointsTransaction) -> dict[str, Any]:
    """As the shape above has it."""
    return {
        "id": entry.pk,
        "customer_id": entry.customer_id,
        "points_change": entry.points,
        "description": entry.description,
        "internal_note": entry.internal_note or None,
        "created_at": moment(entry.created_at),
        "updated_at": moment(entry.created_at),
    }
