"""The programme of a case, made and changed through the product's own actions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from earning.actions import CampaignTerms, RuleTerms, bring_actions, create_rule, revise_rule, set_rule_active
from earning.catalogue import BIRTHDAY, BY_CODE, PLACE_ORDER, SIGN_UP, EarningAction, Group
from earning.models import Rule, ValueType
from loyalty import flows
from loyalty.merchants.models import Merchant, Rounding
from loyalty.rewards.models import Reward
from tests.acceptance.conditions import cents, conditions_of
from tests.acceptance.referrals import set_referral
from tests.acceptance.rewards import set_rewards
from tests.acceptance.settings import settings_of
from tests.acceptance.tiers import set_tiers
from tests.cast import make_user

Given = Mapping[str, Any]
# Events happen while the programme runs; accounts that are older than it were made before.
LEAD = timedelta(days=1)


@dataclass
class Program:
    """What was made: the rules by the names of the case, and how activities of a token are told apart.

    `own_rate` is what a case says that amounts in the programme's own currency give; the rules are made to say so.
    """

    merchant: Merchant
    started_at: datetime
    rules: dict[str, Rule] = field(default_factory=dict)
    terms: dict[str, RuleTerms] = field(default_factory=dict)
    rewards: dict[str, Reward] = field(default_factory=dict)
    distinct: dict[str, str] = field(default_factory=dict)
    own_rate: Given = field(default_factory=dict)


def start_program(given: Given, *, before: datetime) -> Program:
    """The programme, running since a day before `before`."""
    at = before - LEAD
    merchant = flows.merchant_signed_up(
        make_user("Olive"),
        name="Olive's oils",
        at=at,
        currency=given["currency"],
        timezone=given["timezone"],
        rounding=Rounding(given.get("rounding", Rounding.FLOOR)),
    )
    return Program(merchant, at)


def change_program(program: Program, given: Given, *, at: datetime) -> None:
    """Sets what `given` names: settings, or all rules at once."""
    own = program.merchant.currency
    program.own_rate = given.get("per_currency", {}).get(own, program.own_rate)
    if settings := settings_of(given, own=own):
        flows.program_changed(program.merchant, settings, by=None, at=at)
    if "rewards" in given:
        set_rewards(program.rewards, given["rewards"], program.merchant, at=at)
    if "tiers" in given:
        set_tiers(program.merchant, given["tiers"], rewards=program.rewards, at=at)
    if "tiers" in given and "rewards" in given:
        # Tiers give rewards, and rewards are for tiers.
        set_rewards(program.rewards, given["rewards"], program.merchant, at=at)
    if "rules" in given:
        _set_rules(program, given["rules"], at=at)
    if "referral" in given:
        set_referral(program.rewards, given["referral"], program.merchant, at=at)
    for campaign in given.get("campaigns", []):
        _add_campaign(program, campaign, at=at)


def _add_campaign(program: Program, given: Given, *, at: datetime) -> None:
    terms = CampaignTerms(
        name=given["id"],
        starts_at=datetime.fromisoformat(given["starts_at"]),
        ends_at=datetime.fromisoformat(given["ends_at"]),
        multiplier=Decimal(given["multiplier"]),
    )
    flows.campaign_created(program.merchant, terms=terms, by=None, at=at)


def _set_rules(program: Program, given: Sequence[Given], *, at: datetime) -> None:
    wanted = {rule["id"]: rule for rule in given}
    for name, rule in wanted.items():
        _set_rule(program, name, rule, at=at)
        _set_active(program, name, is_active=not rule.get("disabled", False), at=at)
    for name in program.rules.keys() - wanted.keys():
        _set_active(program, name, is_active=False, at=at)


def _set_rule(program: Program, name: str, given: Given, *, at: datetime) -> None:
    if "points_per" in given:
        given = {**given, "points_per": {**given["points_per"], **program.own_rate}}
    terms = _terms(name, given, program.merchant)
    action = _action(given)
    if given["kind"] == "activity":
        program.distinct[action] = given.get("distinct", "id")
        _bring_action(program.merchant, action, at=at)
    if name not in program.rules:
        program.rules[name] = create_rule(program.merchant, action=action, terms=terms, by=None, at=at)
    elif program.terms[name] != terms:
        revise_rule(program.rules[name], terms=terms, by=None, at=at)
    program.terms[name] = terms


def _bring_action(merchant: Merchant, token: str, *, at: datetime) -> None:
    if token not in BY_CODE:
        facts = EarningAction(code=token, group=Group.STORE, name=token, explanation=token, icon="star")
        bring_actions(merchant, source=token, actions=[facts], at=at)


def _set_active(program: Program, name: str, *, is_active: bool, at: datetime) -> None:
    rule = Rule.objects.get(pk=program.rules[name].pk)
    if rule.is_active != is_active:
        set_rule_active(rule, is_active=is_active, at=at)


def _action(given: Given) -> str:
    built_in = {"order": PLACE_ORDER, "signup": SIGN_UP, "birthday": BIRTHDAY}.get(given["kind"])
    return built_in.code if built_in else str(given["token"])


def _terms(name: str, given: Given, merchant: Merchant) -> RuleTerms:
    asked: dict[str, Any] = {
        "conditions": tuple(conditions_of(given, merchant)),
        **{name: datetime.fromisoformat(given[name]) for name in ("starts_at", "ends_at") if name in given},
    }
    if limit := given.get("limit"):
        asked |= {"limit_count": limit["count"], "limit_period": limit["period"]}
    if cap := given.get("points_cap"):
        asked |= {"cap_points": cap["points"], "cap_period": cap["period"]}
    if per := given.get("points_per"):
        return RuleTerms(
            name=name,
            value_type=ValueType.PER_AMOUNT,
            points=per["points"],
            amount_cents=cents(per["amount"], merchant.currency),
            has_whole_units=per.get("whole_units", False),
            **asked,
        )
    points = given.get("fixed", given.get("points"))
    return RuleTerms(name=name, value_type=ValueType.FIXED, points=points, **asked)
