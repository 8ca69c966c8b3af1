"""/earning_rules"""

from django.db.models import F
from django.utils import translation
from rest_framework.response import Response

from earning.catalogue import BY_CODE
from earning.models import RuleVersion
from earning.queries.catalogue import own_actions
from loyalty.api.http.addresses import Addresses
from loyalty.api.http.pages import KEY_OF_ID, page_of, read_asked
from loyalty.api.http.schema import operation
from loyalty.api.serializers.rules import EarningRuleShape, rule_json
from loyalty.api.serializers.strict import PageQuery, paged
from loyalty.api.views.resource import ApiRequest, Resource
from loyalty.merchants.models import Merchant
from loyalty.merchants.scopes import Scope

TAG = "Earning Rules"


class EarningRules(Resource):
    scopes = {"GET": Scope.EARNING_RULE_READ}

    @operation(gives=paged("earning_rules", EarningRuleShape), query=PageQuery, tag=TAG)
    def get(self, request: ApiRequest) -> Response:
        """The ways to earn that are switched on, the newest first."""
        said, merchant = self.asked(PageQuery), request.user.merchant
        versions = RuleVersion.objects.filter(
            merchant=merchant, rule__is_active=True, number=F("rule__version")
        )
        asked = read_asked(said["cursor"], limit=said["limit"], key=KEY_OF_ID)
        page = page_of(versions.select_related("rule"), asked, by=("rule_id",))
        icons, addresses = icons_of(merchant), Addresses.of(request)
        with translation.override(merchant.language):
            rules = [
                rule_json(version, icons.get(version.rule.action, ""), merchant.currency, addresses)
                for version in page.rows
            ]
        return Response({"earning_rules": rules, "metadata": page.metadata})


def icons_of(merchant: Merchant) -> dict[str, str]:
    """The icon of every action that rules can be about. Two queries."""
    return {action.code: action.icon for action in (*BY_CODE.values(), *own_actions(merchant))}
