"""Old facts are forgotten, and never before they were told."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled

from loyalty.jobs.actions import claim, later
from loyalty.jobs.models import Job, State
from loyalty.jobs.tasks.slices import run_slice
from loyalty.merchants.models import Merchant
from loyalty.outbox import tasks
from loyalty.outbox.models import Fact
from tests.cast import MONDAY, make_merchant

pytestmark = pytest.mark.django_db


def make_fact(merchant: Merchant, *, days: int, told: int | None) -> int:
    """A fact of so many days ago that was told so many days ago."""
    with scope(merchant=merchant):
        fact = Fact.objects.create(
            merchant=merchant,
            topic="customer/updated",
            subject_id=1,
            occurred_at=MONDAY,
            created_at=Now() - timedelta(days=days),
            told_at=None if told is None else Now() - timedelta(days=told),
        )
    return int(fact.pk)


def forget() -> None:
    job = later("outbox.forget_old", merchant_id=None, key="today")
    run_slice(claim(job.pk))


def facts_left() -> set[int]:
    with scopes_disabled():
        return set(Fact.objects.values_list("pk", flat=True))


def test_facts_are_forgotten_thirty_days_after_they_were_told() -> None:
    merchant, other = make_merchant(), make_merchant(name="A stranger's shop")
    before = facts_left()
    forgotten = [make_fact(one, days=40, told=31) for one in (merchant, other)]
    kept = {
        make_fact(merchant, days=400, told=None),
        make_fact(merchant, days=40, told=29),
        make_fact(merchant, days=29, told=29),
    }

    forget()

    assert facts_left() - before == kept
    assert not kept & set(forgotten)


@pytest.mark.parametrize("size", [1, 2, 5000])
def test_batches_of_any_size_forget_the_same(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(tasks, "BATCH", size)
    merchant = make_merchant()
    before = facts_left()
    told = [40, None, 31, None, 40, 29, 40]
    made = [make_fact(merchant, days=41, told=days) for days in told]
    newest = make_fact(merchant, days=1, told=None)

    forget()

    kept = {pk for pk, days in zip(made, told, strict=True) if days in (None, 29)}
    assert facts_left() - before == kept | {newest}
    assert Job.objects.get(kind="outbox.forget_old").state == State.DONE


def test_what_is_young_is_not_walked_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "BATCH", 2)
    merchant = make_merchant()
    for _number in range(9):
        make_fact(merchant, days=1, told=1)

    with CaptureQueriesContext(connection) as asked:
        forget()

    assert len([one for one in asked if "DELETE FROM outbox_fact" in one["sql"]]) == 1
