"""/earning_rules, as far as they are written."""

from typing import Any

from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from earning.actions import RuleTerms, terms_of
from earning.conditions import Tiers
from earning.models import Rule, RuleVersion
from earning.queries.catalogue import present_codes
from loyalty import flows
from loyalty.api.http.addresses import Addresses
from loyalty.api.http.schema import operation
from loyalty.api.mapping.rules import rule_terms
from loyalty.api.queries.icons import icons_of
from loyalty.api.serializers.rule_terms import (
    EarningRuleIn,
    FullEarningRuleShape,
    NewEarningRule,
    full_rule_json,
)
from loyalty.api.serializers.strict import wrapped
from loyalty.api.views.resource import ApiRequest, Resource
from loyalty.api.views.tiers import refuse_unknown_tiers
from loyalty.merchants.scopes import Scope

ANSWER = wrapped("earning_rule", FullEarningRuleShape)
SENT = wrapped("earning_rule", EarningRuleIn)
SENT_NEW = wrapped("earning_rule", NewEarningRule)
TAG = "Earning Rules"


def create_rule(view: Resource, request: ApiRequest) -> Response:
    """The answer to POST /earning_rules."""
    said, merchant = view.read(SENT_NEW)["earning_rule"], request.user.merchant
    if said["action"] not in present_codes():
        raise ValidationError({"earning_rule": {"action": [_("There is no such way to earn.")]}})
    terms = rule_terms(said, currency=merchant.currency, language=merchant.language)
    _check(terms)
    rule = flows.rule_created(
        merchant, action=said["action"], terms=terms, by=None, at=now(), is_active=said["is_enabled"]
    )
    return Response({"earning_rule": _shown(rule, request)}, HTTP_201_CREATED)


class OneEarningRule(Resource):
    scopes = {"GET": Scope.EARNING_RULE_READ, "PATCH": Scope.EARNING_RULE_WRITE}

    @operation(gives=ANSWER, tag=TAG)
    def get(self, request: ApiRequest, rule_id: int) -> Response:
        """One way to earn, switched on or not, with all it says."""
        return Response({"earning_rule": _shown(Rule.objects.get(pk=rule_id), request)})

    @operation(takes=SENT, gives=ANSWER, tag=TAG)
    def patch(self, request: ApiRequest, rule_id: int) -> Response:
        """The rule's next version. Orders settled before keep the one they were settled with."""
        said, merchant = self.read(SENT)["earning_rule"], request.user.merchant
        rule = Rule.objects.select_related("merchant").get(pk=rule_id)
        before = terms_of(rule.versions.get(number=rule.version))
        terms = rule_terms(said, base=before, currency=merchant.currency, language=merchant.language)
        _check(terms)
        if terms != before or "version" in said:
            seen = said.get("version", rule.version)
            flows.rule_revised(rule, seen=seen, terms=terms, by=None, at=now())
        return Response({"earning_rule": _shown(Rule.objects.get(pk=rule_id), request)})


class RuleEnabling(Resource):
    scopes = {"POST": Scope.EARNING_RULE_WRITE}
    is_active = True

    @operation(gives=ANSWER, tag=TAG)
    def post(self, request: ApiRequest, rule_id: int) -> Response:
        """The rule counts from now on, or no longer. Points that it gave stay. Twice is once."""
        flows.rule_switched(Rule.objects.get(pk=rule_id), is_active=self.is_active, by=None, at=now())
        return Response({"earning_rule": _shown(Rule.objects.get(pk=rule_id), request)})


class RuleDisabling(RuleEnabling):
    is_active = False


def _check(terms: RuleTerms) -> None:
    asked = [one for one in terms.conditions if isinstance(one, Tiers)]
    refuse_unknown_tiers([value for one in asked for value in one.values], name="earning_rule")


def _shown(rule: Rule, request: ApiRequest) -> dict[str, Any]:
    merchant = request.user.merchant
    version = RuleVersion.objects.get(rule=rule, number=rule.version)
    with translation.override(merchant.language):
        icon = icons_of(merchant).get(rule.action, "")
        return full_rule_json(rule, version, icon, merchant.currency, Addresses.of(request))
