"""/earning_rules"""

from django.db.models import F
from django.utils import translation
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from earning.models import RuleVersion
from loyalty.api.http.addresses import Addresses
from loyalty.api.http.pages import KEY_OF_ID, page_of, read_asked
from loyalty.api.http.schema import operation
from loyalty.api.queries.icons import icons_of
from loyalty.api.serializers.rules import EarningRuleShape, rule_json
from loyalty.api.serializers.strict import PageQuery, paged
from loyalty.api.views.resource import ApiRequest, Resource
from loyalty.api.views.rule_changes import ANSWER, SENT_NEW, create_rule
from loyalty.merchants.scopes import Scope

TAG = "Earning Rules"


class EarningRules(Resource):
    scopes = {"GET": Scope.EARNING_RULE_READ, "POST": Scope.EARNING_RULE_WRITE}

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

    @operation(takes=SENT_NEW, gives=ANSWER, status=HTTP_201_CREATED, tag=TAG)
    def post(self, request: ApiRequest) -> Response:
        """A new way to earn; it counts for what happens from now on."""
        return create_rule(self, request)
