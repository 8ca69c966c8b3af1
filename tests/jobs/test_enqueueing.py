"""Getting work into the table."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django_q.models import OrmQ

from loyalty.jobs.actions import UnknownKind, later
from loyalty.jobs.models import Job, State
from tests.jobs.cast import MERCHANT, STRANGER


@pytest.mark.django_db
def test_later_twice_with_one_key_is_one_job() -> None:
    first = later("test.add_once", merchant_id=MERCHANT, key="a", args={"order": 1}, author_id=3)
    second = later("test.add_once", merchant_id=MERCHANT, key="a", args={"order": 2})

    assert second == first
    assert (second.args, second.author_id, second.state) == ({"order": 1}, 3, State.PENDING)
    assert OrmQ.objects.count() == 1


@pytest.mark.django_db
def test_later_twice_for_the_installation_is_one_job() -> None:
    first = later("test.add_once", merchant_id=None, key="a")
    second = later("test.add_once", merchant_id=None, key="a")

    assert second == first


@pytest.mark.django_db
def test_keys_are_separate_for_each_merchant_and_kind() -> None:
    jobs = {
        later("test.add_once", merchant_id=MERCHANT, key="a"),
        later("test.add_once", merchant_id=STRANGER, key="a"),
        later("test.add_once", merchant_id=None, key="a"),
        later("test.refuse", merchant_id=MERCHANT, key="a"),
    }

    assert len(jobs) == 4


@pytest.mark.django_db
def test_later_knows_how_often_its_kind_is_tried() -> None:
    assert later("test.add_once", merchant_id=None, key="a").max_attempts == 3


@pytest.mark.django_db
def test_later_refuses_a_kind_that_nothing_runs() -> None:
    with pytest.raises(UnknownKind):
        later("test.unheard_of", merchant_id=MERCHANT, key="a")


@pytest.mark.django_db
def test_later_at_a_time_waits_for_it() -> None:
    at = now() + timedelta(hours=1)

    job = later("test.add_once", merchant_id=MERCHANT, key="a", at=at)

    assert job.next_at == at
    assert not Job.objects.due().exists()
    assert not OrmQ.objects.exists()


@pytest.mark.usefixtures("committing")
def test_later_leaves_nothing_when_the_caller_rolls_back() -> None:
    with transaction.atomic():
        later("test.add_once", merchant_id=MERCHANT, key="a")
        transaction.set_rollback(True)

    assert (Job.objects.count(), OrmQ.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_args_that_are_not_small_are_refused() -> None:
    with pytest.raises(IntegrityError, match="jobs_args_stay_small"):
        later("test.add_once", merchant_id=MERCHANT, key="a", args={"text": "x" * 4000})
