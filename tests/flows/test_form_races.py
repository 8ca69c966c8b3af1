"""A form that is sent twice at once: with the lock there is one row, without it the database refuses the second."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import QuerySet
from django_scopes import scope

from earning.actions import CampaignTerms, RuleTerms
from earning.models import Campaign, Rule, ValueType
from loyalty import flows
from loyalty.audit.models import AuditEvent
from loyalty.rewards.actions import RewardTerms
from loyalty.rewards.models import Reward, RewardType
from tests.cast import MONDAY, make_merchant, make_user
from tests.races import at_once, slowly

pytestmark = pytest.mark.django_db(transaction=True)

RULE = RuleTerms("Shopping", ValueType.FIXED, points=10)
CAMPAIGN = CampaignTerms("Weekend", MONDAY, MONDAY + timedelta(days=2), extra_points=10)
REWARD = RewardTerms(RewardType.AMOUNT_OFF, "5 off", points=500, value_cents=5_00)
MADE: dict[Any, Callable[..., Any]] = {
    Rule: lambda merchant, **said: flows.rule_created(merchant, action="place_order", terms=RULE, **said),
    Campaign: lambda merchant, **said: flows.campaign_created(merchant, terms=CAMPAIGN, **said),
    Reward: lambda merchant, **said: flows.reward_created(merchant, terms=REWARD, **said),
}


@pytest.mark.parametrize("model", MADE, ids=["rule", "campaign", "reward"])
@pytest.mark.parametrize("is_locked", [True, False], ids=["locked", "not"])
def test_a_form_sent_twice_at_once_makes_one(
    model: Any, is_locked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_locked:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_terms: self)
    merchant, olive, key = make_merchant(), make_user(), uuid4()

    def create(_number: int) -> int:
        with scope(merchant=merchant), slowly():
            made = MADE[model](merchant, by=olive, at=merchant.created_at, key=key)
            return int(made.pk)

    results = at_once(create, times=4)

    refused = [result for result in results if isinstance(result, Exception)]
    with scope(merchant=merchant):
        assert model.objects.count() == 1
        events = AuditEvent.objects.filter(action__endswith=".created", subject=model._meta.model_name)
        assert events.count() == 1
    assert (len(refused) == 0) is is_locked, results
