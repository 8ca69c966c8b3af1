"""/activities, as far as they are read and revoked."""

from collections.abc import Sequence
from typing import Any

from django.utils.timezone import now
from rest_framework import serializers
from rest_framework.response import Response

from earning.models import Activity, ActivityRefusal
from earning.queries.earned import points_of_activities
from loyalty import flows
from loyalty.api.http.pages import KEY_OF_ID, page_of, read_asked
from loyalty.api.http.schema import operation
from loyalty.api.http.times import moment_or_none
from loyalty.api.serializers.activities import ActivityShape, activity_json
from loyalty.api.serializers.strict import PageQuery, Text, Whole, wrapped
from loyalty.api.views.resource import ApiRequest, Resource
from loyalty.merchants.scopes import Scope

TAG = "Activities"


class KnownActivityShape(ActivityShape):
    """An activity with what it gave: `points` by now, or as a code why it gave none."""

    source = serializers.CharField()  # type: ignore[assignment]  # a field of that name, no setting
    points = serializers.IntegerField()
    refusal = serializers.ChoiceField(choices=ActivityRefusal.values, allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)


ANSWER = wrapped("activity", KnownActivityShape)


class ActivitiesQuery(PageQuery):
    """Whose, and which; `distinct_id` is the sender's own name."""

    customer_id = Whole(required=False)
    token = Text(required=False, max_length=80)
    distinct_id = Text(required=False, max_length=200)


def list_activities(view: Resource) -> Response:
    """The answer to GET /activities."""
    said = view.asked(ActivitiesQuery)
    asked = read_asked(said.pop("cursor"), limit=said.pop("limit"), key=KEY_OF_ID)
    page = page_of(Activity.objects.filter(**said), asked)
    return Response({"activities": shown(page.rows), "metadata": page.metadata})


class OneActivity(Resource):
    scopes = {"GET": Scope.ACTIVITY_READ}

    @operation(gives=ANSWER, tag=TAG)
    def get(self, _request: ApiRequest, activity_id: int) -> Response:
        """One activity, and what it gave."""
        return Response({"activity": shown([Activity.objects.get(pk=activity_id)])[0]})


class ActivityRevocation(Resource):
    scopes = {"POST": Scope.ACTIVITY_WRITE}

    @operation(gives=ANSWER, tag=TAG)
    def post(self, request: ApiRequest, activity_id: int) -> Response:
        """The activity no longer counts: its points are taken back. Twice is once. An app revokes what it sent."""
        mine = Activity.objects.select_related("customer", "merchant")
        if request.user.installation_id is not None:
            mine = mine.filter(source=request.user.source)
        activity = mine.get(pk=activity_id)
        flows.activity_revoked(activity, at=now())
        return Response({"activity": shown([mine.get(pk=activity_id)])[0]})


def shown(activities: Sequence[Activity]) -> list[dict[str, Any]]:
    """As answers have them: one query for any number."""
    points = points_of_activities([activity.pk for activity in activities])
    return [
        {
            **activity_json(activity, token=activity.token, happened_at=activity.occurred_at),
            "source": activity.source,
            "points": points.get(activity.pk, 0),
            "refusal": activity.refusal or None,
            "revoked_at": moment_or_none(activity.revoked_at),
        }
        for activity in activities
    ]
