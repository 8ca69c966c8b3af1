"""What customers did."""

from typing import Any

from rest_framework import serializers

from earning.models import Activity
from loyalty.api.http.times import moment, moment_or_none
from loyalty.api.serializers.strict import Email, Moment, Strict, Text, Whole

LONGEST_TOKEN = 80
LONGEST_ID = 199


class ActivityShape(serializers.Serializer[Any]):
    """Something that a customer did."""

    id = serializers.IntegerField()
    customer_id = serializers.IntegerField()
    token = serializers.CharField()
    distinct_id = serializers.CharField(allow_null=True)
    created_on_origin_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ReportedActivity(Strict):
    """What a customer did: `token` says what, `customer_id` or `customer_email` who, `distinct_id` is the sender's own
    name for it. The same again is refused. `order_id`, `product_id` and `text_length` are for rules that ask.
    """

    token = Text(max_length=LONGEST_TOKEN)
    customer_id = Whole(required=False, allow_null=True)
    customer_email = Email(required=False, allow_null=True, allow_blank=True, max_length=254)
    distinct_id = Text(required=False, allow_null=True, allow_blank=True, max_length=LONGEST_ID)
    created_on_origin_at = Moment(required=False, allow_null=True)
    order_id = Text(required=False, allow_null=True, allow_blank=True, max_length=200)
    product_id = Text(required=False, allow_null=True, allow_blank=True, max_length=200)
    text_length = Whole(required=False, allow_null=True, min_value=0, max_value=10**9)

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        """Exactly one of the two says who it was."""
        if (said.get("customer_id") is None) == (not said.get("customer_email")):
            raise serializers.ValidationError("Say customer_id or customer_email, and not both.")
        return said


def activity_json(activity: Activity, *, token: str, happened_at: Any) -> dict[str, Any]:
    """As the shape above has it, with the token and the moment that the sender said."""
    return {
        "id": activity.pk,
        "customer_id": activity.customer_id,
        "token": token,
        "distinct_id": said_id(activity.distinct_id),
        "created_on_origin_at": moment_or_none(happened_at),
        "created_at": moment(activity.created_at),
        "updated_at": moment(max(activity.created_at, activity.revoked_at or activity.created_at)),
    }


def said_id(distinct_id: str) -> str | None:
    """The sender's own name for it, if it gave one."""
    return None if distinct_id.startswith("~") else distinct_id
