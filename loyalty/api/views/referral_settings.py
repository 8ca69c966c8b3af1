"""GET /referral_settings"""

from rest_framework.response import Response

from loyalty.api.http.addresses import Addresses
from loyalty.api.http.schema import operation
from loyalty.api.serializers.referrals import ReferralSettingsShape, referral_settings_json
from loyalty.api.serializers.strict import wrapped
from loyalty.api.views.resource import ApiRequest, Resource
from loyalty.merchants.scopes import Scope
from loyalty.referrals.queries import referral_program

ANSWER = wrapped("referral_settings", ReferralSettingsShape)


class ReferralSettings(Resource):
    scopes = {"GET": Scope.REFERRAL_READ}

    @operation(gives=ANSWER, tag="Referral Settings")
    def get(self, request: ApiRequest) -> Response:
        """What is promised for invitations."""
        merchant = request.user.merchant
        program = referral_program(merchant.pk)
        return Response(
            {"referral_settings": referral_settings_json(program, merchant, Addresses.of(request))}
        )
