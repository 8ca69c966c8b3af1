"""A form that is sent twice at once: with the lock there is one rule, without it the database refuses the second."""

from uuid import uuid4

import pytest
from django.db.models import QuerySet
from django_scopes import scope

from earning.actions import RuleTerms
from earning.models import Rule, ValueType
from loyalty import flows
from loyalty.audit.models import AuditEvent
from tests.cast import make_merchant, make_user
from tests.races import at_once, slowly

pytestmark = pytest.mark.django_db(transaction=True)
TERMS = RuleTerms("Shopping", ValueType.FIXED, points=10)


@pytest.mark.parametrize("is_locked", [True, False], ids=["locked", "not"])
def test_a_form_sent_twice_at_once_makes_one_rule(is_locked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not is_locked:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_terms: self)
    merchant, olive, key = make_merchant(), make_user(), uuid4()

    def create(_number: int) -> int:
        with scope(merchant=merchant), slowly():
            rule = flows.rule_created(
                merchant, action="place_order", terms=TERMS, by=olive, at=merchant.created_at, key=key
            )
            return rule.pk

    results = at_once(create, times=4)

    refused = [result for result in results if isinstance(result, Exception)]
    with scope(merchant=merchant):
        assert Rule.objects.count() == 1
        assert AuditEvent.objects.filter(action="rule.created").count() == 1
    assert (len(refused) == 0) is is_locked, results
