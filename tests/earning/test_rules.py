from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django_scopes import scope

from earning.actions import (
    ActionHasNoAmount,
    CustomerText,
    InvalidCap,
    InvalidLimit,
    OnceAnyway,
    RuleEndsBeforeItStarts,
    RuleGivesNothing,
    RuleNeedsAmount,
    RuleNeedsLink,
    RuleTerms,
    create_rule,
    publish_ruleset,
    revise_rule,
    set_rule_active,
)
from earning.conditions import (
    AccountAge,
    Categories,
    Condition,
    ConditionDoesNotFit,
    InvalidCondition,
    MinimumOrder,
    VerifiedPurchase,
    Weekdays,
)
from earning.models import Rule, Ruleset, RuleVersion, ValueType
from earning.queries import ruleset_at, ruleset_in_force
from loyalty.errors import Refused
from loyalty.merchants.models import Merchant
from tests.cast import MONDAY, make_merchant, make_rule

TUESDAY = MONDAY + timedelta(days=1)
PER_EURO = RuleTerms("Shopping", ValueType.PER_AMOUNT, points=1, amount_cents=1_00)


@pytest.fixture
def merchant(db: None) -> Iterator[Merchant]:
    olives = make_merchant()
    with scope(merchant=olives):
        yield olives


def in_force(merchant: Merchant) -> list[tuple[str, int, int]]:
    """Name, number of the version and points of each rule in force."""
    return [(rule.name, rule.number, rule.points) for rule in ruleset_in_force(merchant.pk).rules]


def test_a_new_programme_has_no_rules(merchant: Merchant) -> None:
    assert in_force(merchant) == []


def test_a_rule_counts_once_it_is_created(merchant: Merchant) -> None:
    create_rule(merchant, action="place_order", terms=PER_EURO, by=None, at=MONDAY)

    assert in_force(merchant) == [("Shopping", 1, 1)]


def test_an_edit_is_another_version_and_the_first_stays(merchant: Merchant) -> None:
    rule = make_rule(points=1)

    revise_rule(rule, terms=RuleTerms("Twice", ValueType.FIXED, 2, amount_cents=5), by=None, at=TUESDAY)

    versions = RuleVersion.objects.order_by("number").values_list("number", "points", "amount_cents")
    assert in_force(merchant) == [("Twice", 2, 2)]
    assert list(versions) == [(1, 1, 100), (2, 2, None)]


def test_a_disabled_rule_counts_no_longer_and_may_come_back(merchant: Merchant) -> None:
    rule, other = make_rule(name="Shopping"), make_rule(name="Other")

    set_rule_active(rule, is_active=False, at=TUESDAY)
    without = in_force(merchant)
    set_rule_active(rule, is_active=True, at=TUESDAY)

    assert without == [("Other", 1, 1)]
    assert in_force(merchant) == [("Shopping", 1, 1), ("Other", 1, 1)]
    assert other.pk


def test_yesterdays_rules_are_still_known(merchant: Merchant) -> None:
    rule = make_rule(points=1)
    revise_rule(rule, terms=RuleTerms("Twice", ValueType.FIXED, 2), by=None, at=TUESDAY)

    yesterday = ruleset_at(TUESDAY - timedelta(seconds=1), merchant_id=merchant.pk)
    today = ruleset_at(TUESDAY, merchant_id=merchant.pk)

    assert yesterday
    assert today
    assert [rule.points for rule in yesterday.rules] == [1]
    assert [rule.points for rule in today.rules] == [2]
    assert ruleset_at(MONDAY - timedelta(seconds=1), merchant_id=merchant.pk) is None


def test_rules_of_another_merchant_stay_there(merchant: Merchant) -> None:
    make_rule(make_merchant(name="Another"))

    publish_ruleset(merchant, at=TUESDAY)

    assert in_force(merchant) == []


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [
        (RuleTerms("Nothing", ValueType.FIXED, 0), RuleGivesNothing),
        (RuleTerms("Less than nothing", ValueType.FIXED, -1), RuleGivesNothing),
        (RuleTerms("Absurd", ValueType.FIXED, 10**9 + 1), RuleGivesNothing),
        (RuleTerms("For what?", ValueType.PER_AMOUNT, 1), RuleNeedsAmount),
        (RuleTerms("For nothing", ValueType.PER_AMOUNT, 1, 0), RuleNeedsAmount),
        (RuleTerms("For less", ValueType.PER_AMOUNT, 1, -5), RuleNeedsAmount),
    ],
)
def test_terms_that_give_nothing_are_refused_and_nothing_changes(
    merchant: Merchant, terms: RuleTerms, refusal: type[Refused]
) -> None:
    rule = make_rule()
    before = Ruleset.objects.count()

    with pytest.raises(refusal):
        create_rule(merchant, action="place_order", terms=terms, by=None, at=MONDAY)
    with pytest.raises(refusal):
        revise_rule(rule, terms=terms, by=None, at=TUESDAY)

    assert (Rule.objects.count(), Ruleset.objects.count(), Rule.objects.get().version) == (1, before, 1)


@pytest.mark.parametrize(
    ("terms", "refusal", "field"),
    [
        ({"points": 0}, RuleGivesNothing, "points"),
        ({"points": 10**9 + 1}, RuleGivesNothing, "points"),
        ({"amount_cents": 0}, RuleNeedsAmount, "amount_cents"),
        ({"starts_at": TUESDAY, "ends_at": TUESDAY}, RuleEndsBeforeItStarts, "ends_at"),
        ({"conditions": (Categories(()),)}, InvalidCondition, "categories"),
        ({"limit_count": 0, "limit_period": "day"}, InvalidLimit, "limit_count"),
        ({"limit_count": 1}, InvalidLimit, "limit_period"),
        ({"limit_count": 1, "limit_period": "rolling"}, InvalidLimit, "limit_days"),
        ({"value_type": ValueType.FIXED, "points": 50, "cap_points": 49}, InvalidCap, "cap_points"),
        ({"cap_points": 50}, InvalidCap, "cap_period"),
    ],
)
def test_terms_that_make_no_sense_are_refused_at_their_field(
    merchant: Merchant, terms: dict[str, Any], refusal: type[Refused], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        create_rule(merchant, action="place_order", terms=replace(PER_EURO, **terms), by=None, at=MONDAY)

    assert refused.value.details["field"] == field
    assert not Rule.objects.exists()


GIFT = RuleTerms("A gift", ValueType.FIXED, 100)


@pytest.mark.parametrize(
    ("action", "condition"),
    [
        ("place_order", VerifiedPurchase()),
        ("sign_up", AccountAge(30)),
        ("birthday", Weekdays((1,))),
        ("follow_instagram", VerifiedPurchase()),
        ("review", MinimumOrder(50_00)),
    ],
)
def test_a_condition_that_cannot_be_asked_of_an_action_is_refused_by_name(
    merchant: Merchant, action: str, condition: Condition
) -> None:
    terms = replace(GIFT, conditions=(condition,))

    with pytest.raises(ConditionDoesNotFit) as refused:
        create_rule(merchant, action=action, terms=terms, by=None, at=MONDAY)

    assert refused.value.details["field"] == condition.code
    assert str(condition.label) in str(refused.value)


@pytest.mark.parametrize("action", ["sign_up", "birthday"])
@pytest.mark.parametrize(
    ("limit", "field"),
    [
        ({"limit_count": 1, "limit_period": "year"}, "limit_count"),
        ({"cap_points": 200, "cap_period": "year"}, "cap_points"),
    ],
)
def test_what_comes_once_anyway_takes_no_limit(
    merchant: Merchant, action: str, limit: dict[str, Any], field: str
) -> None:
    with pytest.raises(OnceAnyway) as refused:
        create_rule(merchant, action=action, terms=replace(GIFT, **limit), by=None, at=MONDAY)

    assert refused.value.details["field"] == field


@pytest.mark.parametrize("action", ["leave_review", "cm-commerce/review"])
def test_where_nothing_is_spent_points_are_not_given_for_amounts(merchant: Merchant, action: str) -> None:
    rule = make_rule(action=action)

    with pytest.raises(ActionHasNoAmount) as created:
        create_rule(merchant, action=action, terms=PER_EURO, by=None, at=MONDAY)
    with pytest.raises(ActionHasNoAmount):
        revise_rule(rule, terms=PER_EURO, by=None, at=TUESDAY)

    assert created.value.details["field"] == "value_type"


@pytest.mark.parametrize("action", ["click_link", "follow_instagram", "share_facebook"])
def test_what_is_done_on_a_page_needs_its_link_in_some_language(merchant: Merchant, action: str) -> None:
    linked = replace(GIFT, texts={"sv": CustomerText(link="https://example.com/oljor")})

    with pytest.raises(RuleNeedsLink) as refused:
        create_rule(merchant, action=action, terms=GIFT, by=None, at=MONDAY)
    rule = create_rule(merchant, action=action, terms=linked, by=None, at=MONDAY)
    with pytest.raises(RuleNeedsLink):
        revise_rule(rule, terms=GIFT, by=None, at=TUESDAY)

    assert refused.value.details["field"] == "link"
