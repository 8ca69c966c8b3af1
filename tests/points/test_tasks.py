"""The jobs that have points expire: a job a merchant a day, late, twice, and stopped half way."""

from datetime import timedelta

import pytest
from django.utils.timezone import now
from django_scopes import scope

from loyalty.customers.models import Customer
from loyalty.jobs.actions import JobCancelled, Work, cancel, claim, later
from loyalty.jobs.models import Job
from loyalty.jobs.tasks.drain import run_due
from loyalty.outbox.models import Fact
from loyalty.points.models import PointsTransaction
from loyalty.points.tasks import expire_points
from tests.cast import make_customer
from tests.points.cast import differences, sums
from tests.points.lots import earn, let_expire, make_expiring

pytestmark = pytest.mark.django_db


def days_ago(days: int) -> str:
    return (now() - timedelta(days=days)).date().isoformat()


def make_ada() -> Customer:
    """Points live ten days in her shop, and she has some that are over and some that are not."""
    ada = make_expiring(days=10, timezone="UTC", since="2020-01-01")
    earn(ada, 100, days_ago(12))
    earn(ada, 30, days_ago(6))
    return ada


def look(name: str) -> None:
    """The clock looks, and whatever it finds is done."""
    later("points.begin_expiry", merchant_id=None, key=name)
    run_due()


def expired(ada: Customer) -> list[tuple[int, str]]:
    """Points and day of each entry of expiry."""
    with scope(merchant=ada.merchant):
        found = PointsTransaction.objects.filter(customer=ada, kind="expire").order_by("id")
        return [(entry.points, entry.occurred_at.strftime("%Y-%m-%d %H:%M")) for entry in found]


def warnings(ada: Customer) -> int:
    with scope(merchant=ada.merchant):
        return Fact.objects.filter(topic="points.expiring").count()


def jobs(state: str = "done") -> int:
    return Job.objects.filter(kind="points.expire", state=state).count()


def test_a_late_clock_dates_entries_as_one_in_time_would_have() -> None:
    ada = make_ada()

    look("late")

    assert expired(ada) == [(-100, f"{days_ago(1)} 00:00")]
    assert (sums(ada)[0], differences()) == (30, [])


def test_each_merchant_has_one_job_however_often_the_clock_looks() -> None:
    shoppers = [make_ada(), make_ada()]

    for name in ("first", "second", "third"):
        look(name)

    assert [len(expired(shopper)) for shopper in shoppers] == [1, 1]
    assert jobs() == 2


def test_a_merchant_whose_points_never_expire_has_no_job() -> None:
    ada = make_expiring()
    let_expire(ada.merchant, "none")

    look("any")

    assert jobs() == 0


def test_a_job_that_runs_again_takes_nothing_and_warns_nobody_again() -> None:
    ada = make_ada()
    look("first")
    before = (sums(ada), len(expired(ada)), warnings(ada))

    later("points.expire", merchant_id=ada.merchant_id, key="again")
    run_due()

    assert before == ((30, 0, 130), 1, 1)
    assert (sums(ada), len(expired(ada)), warnings(ada)) == before
    assert jobs() == 2


def test_a_job_that_is_stopped_leaves_whole_steps_and_the_next_goes_on() -> None:
    ada = make_ada()
    bea = make_customer(ada.merchant, first_name="Bea")
    earn(bea, 50, days_ago(40))
    stopped = later("points.expire", merchant_id=ada.merchant_id, key="stopped")
    work = Work.of(claim(stopped.pk))
    cancel(stopped)

    with scope(merchant=ada.merchant), pytest.raises(JobCancelled):
        expire_points(work)
    untouched = [len(expired(shopper)) for shopper in (ada, bea)]
    look("next")

    assert (untouched, [sums(shopper)[0] for shopper in (ada, bea)]) == ([0, 0], [30, 0])
    assert differences() == []
