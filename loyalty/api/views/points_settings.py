"""GET /points_settings"""

from rest_framework.response import Response

from loyalty.api.http.schema import operation
from loyalty.api.serializers.points import PointsSettingsShape, points_settings_json
from loyalty.api.serializers.strict import wrapped
from loyalty.api.views.resource import ApiRequest, Resource
from loyalty.merchants.scopes import Scope

ANSWER = wrapped("points_settings", PointsSettingsShape)


class PointsSettings(Resource):
    scopes = {"GET": Scope.POINTS_SETTINGS_READ}

    @operation(gives=ANSWER, tag="Points Settings")
    def get(self, request: ApiRequest) -> Response:
        """What points are called."""
        return Response({"points_settings": points_settings_json(request.user.merchant.program)})
