from collections.abc import Iterator
from datetime import timedelta

import pytest
from django_scopes import scope

from earning.actions import (
    ActionTerms,
    ActivityFacts,
    ActivityIsTest,
    DuplicateActivity,
    RuleTerms,
    UnknownActivity,
    create_rule,
    define_action,
    set_rule_active,
)
from earning.catalogue import BY_CODE
from earning.models import Activity, ValueType
from loyalty import flows
from loyalty.customers.actions import CustomerUnknown
from loyalty.customers.models import CustomerState
from loyalty.customers.snapshots import CustomerFacts
from loyalty.merchants.models import Merchant
from loyalty.points.models import PointsAccount, PointsTransaction
from tests.cast import MONDAY, make_customer, make_merchant, make_rule

TUESDAY = MONDAY + timedelta(days=1)
REVIEW = ActivityFacts("reviews", "review", "r-1", MONDAY)


@pytest.fixture
def merchant(db: None) -> Iterator[Merchant]:
    olives = make_merchant()
    with scope(merchant=olives):
        yield olives


def log() -> list[tuple[str, int]]:
    return list(PointsTransaction.objects.order_by("pk").values_list("kind", "points"))


def test_every_rule_about_the_activity_gives(merchant: Merchant) -> None:
    make_rule(action="review", points=50)
    make_rule(action="review", points=5)
    make_rule(action="follow", points=7)

    flows.activity_received(make_customer(), facts=REVIEW, at=TUESDAY)

    assert log() == [("earn_activity", 50), ("earn_activity", 5)]


def test_an_activity_without_a_rule_is_kept_and_gives_nothing(merchant: Merchant) -> None:
    activity = flows.activity_received(make_customer(), facts=REVIEW, at=TUESDAY)

    assert Activity.objects.get() == activity
    assert log() == []


def test_the_same_activity_twice_is_refused_and_gives_once(merchant: Merchant) -> None:
    make_rule(action="review", points=50)
    ada = make_customer()
    flows.activity_received(ada, facts=REVIEW, at=TUESDAY)

    with pytest.raises(DuplicateActivity):
        flows.activity_received(ada, facts=REVIEW, at=TUESDAY)

    assert log() == [("earn_activity", 50)]


def test_another_sender_may_use_the_same_name_for_it(merchant: Merchant) -> None:
    make_rule(action="review", points=50)
    ada = make_customer()

    for source in ("reviews", "other"):
        facts = ActivityFacts(source, "review", "r-1", MONDAY)
        flows.activity_received(ada, facts=facts, at=TUESDAY)

    assert log() == [("earn_activity", 50)] * 2


def test_a_revoked_activity_gives_its_points_back_once(merchant: Merchant) -> None:
    make_rule(action="review", points=50)
    activity = flows.activity_received(make_customer(), facts=REVIEW, at=MONDAY)

    flows.activity_revoked(activity, at=TUESDAY)
    flows.activity_revoked(activity, at=TUESDAY)

    account = PointsAccount.objects.get()
    assert log() == [("earn_activity", 50), ("reverse", -50)]
    assert (account.balance, account.lifetime) == (0, 0)


def test_a_rule_that_ended_still_gives_back(merchant: Merchant) -> None:
    rule = make_rule(action="review", points=50)
    activity = flows.activity_received(make_customer(), facts=REVIEW, at=MONDAY)

    set_rule_active(rule, is_active=False, at=TUESDAY)
    flows.activity_revoked(activity, at=TUESDAY)

    assert log() == [("earn_activity", 50), ("reverse", -50)]


@pytest.mark.parametrize(
    ("state", "reason"), [(CustomerState.CANDIDATE, "guest"), (CustomerState.DISABLED, "excluded")]
)
def test_who_does_not_take_part_earns_nothing_and_the_reason_is_kept(
    merchant: Merchant, state: CustomerState, reason: str
) -> None:
    make_rule(action="review", points=50)

    activity = flows.activity_received(make_customer(state=state), facts=REVIEW, at=TUESDAY)

    assert activity.explanation == {"refusal": reason, "rules": []}
    assert log() == []


def test_a_person_is_known_by_their_mail_however_it_is_written(merchant: Merchant) -> None:
    make_rule(action="review", points=50)
    ada = make_customer()
    person = CustomerFacts("reviews", email=" ADA@Example.com")

    activity = flows.activity_reported(person, facts=REVIEW, merchant=merchant, at=TUESDAY)

    assert activity.customer == ada


@pytest.mark.parametrize(
    "person", [CustomerFacts("reviews"), CustomerFacts("reviews", email="stranger@example.com")]
)
def test_strangers_and_nobody_are_refused(merchant: Merchant, person: CustomerFacts) -> None:
    make_customer()

    with pytest.raises(CustomerUnknown):
        flows.activity_reported(person, facts=REVIEW, merchant=merchant, at=TUESDAY)

    assert not Activity.objects.exists()


def test_a_test_is_refused_and_leaves_the_real_one_free(merchant: Merchant) -> None:
    make_rule(action="review", points=50)
    ada = make_customer()
    trial = ActivityFacts("reviews", "review", "r-1", MONDAY, is_test=True)

    with pytest.raises(ActivityIsTest):
        flows.activity_received(ada, facts=trial, at=TUESDAY)
    flows.activity_received(ada, facts=REVIEW, at=TUESDAY)

    assert log() == [("earn_activity", 50)]


@pytest.mark.parametrize("token", ["place_order", "sign_up", "birthday", "refer_friend"])
def test_what_the_programme_sees_by_itself_cannot_be_reported(merchant: Merchant, token: str) -> None:
    make_rule(action=token, value_type=ValueType.FIXED, points=500, at=TUESDAY)
    ada = make_customer()

    with pytest.raises(UnknownActivity):
        flows.activity_received(ada, facts=ActivityFacts("anyone", token, "x-1", TUESDAY), at=TUESDAY)

    assert not Activity.objects.exists()
    assert log() == []


@pytest.mark.parametrize("token", sorted(code for code, action in BY_CODE.items() if action.is_reported))
def test_every_other_action_of_the_catalogue_is_reported(merchant: Merchant, token: str) -> None:
    make_rule(action=token, points=20)

    flows.activity_received(make_customer(), facts=ActivityFacts("site", token, "x-1", MONDAY), at=TUESDAY)

    assert log() == [("earn_activity", 20)]


def test_a_rule_about_what_nobody_defined_gives_nothing_until_it_is_there(merchant: Merchant) -> None:
    terms = RuleTerms("Wave", ValueType.FIXED, 50)
    create_rule(merchant, action="wave", terms=terms, by=None, at=MONDAY)
    ada = make_customer()

    flows.activity_received(ada, facts=ActivityFacts("site", "wave", "w-1", MONDAY), at=MONDAY)
    assert log() == []
    define_action(merchant, terms=ActionTerms("Wave", "wave"), at=TUESDAY)
    flows.activity_received(ada, facts=ActivityFacts("site", "wave", "w-2", TUESDAY), at=TUESDAY)

    assert log() == [("earn_activity", 50)]
