"""What people see of jobs."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from loyalty.jobs import queries
from loyalty.jobs.actions import claim, later
from loyalty.jobs.actions.leases import fail
from loyalty.jobs.models import Job, State, Worker
from loyalty.merchants.models import Merchant
from loyalty.team.models import Role
from tests.cast import make_colleague, make_merchant, make_staff, make_stranger, make_user, sign_in
from tests.jobs.cast import reload, take

pytestmark = pytest.mark.django_db


def test_progress_tells_pace_and_time_left_since_the_last_claim() -> None:
    job = _job(make_merchant(), steps=100)
    Job.objects.update(done=40)
    work = take(job)
    with transaction.atomic():
        work.advance(done=60, total=100, failed=2)
    Job.objects.update(claimed_at=Now() - timedelta(seconds=10), advanced_at=Now())

    shown = queries.progress(reload(job), at=now())

    assert (shown.done, shown.total, shown.failed, shown.share) == (60, 100, 2, 0.6)
    assert (shown.rate, shown.seconds_left, shown.state) == (2, 20, State.LEASED)


def test_progress_of_a_fault_does_not_show_our_wording() -> None:
    job = _job(make_merchant())
    fail(claim(job.pk), "ZeroDivisionError: in the middle", is_fault=True, is_permanent=True)

    shown = queries.progress(reload(job), at=now())

    assert shown.error == "Something went wrong on our side. Those who run this installation can see what."
    assert (shown.is_stopped, shown.is_finished, shown.tone) == (True, True, "bad")


def test_the_page_shows_a_job_until_it_is_finished_and_then_stops_asking(client: Client) -> None:
    merchant = make_merchant()
    job = _job(merchant, steps=4)
    work = take(job)
    with transaction.atomic():
        work.advance(done=1, total=4)
    sign_in(client, make_user("Olive"))

    page = client.get(reverse("jobs:progress", args=[job.pk]))
    bar = client.get(reverse("jobs:progress_fragment", args=[job.pk]))

    assert "1 of 4" in page.text
    assert 'hx-trigger="every' in bar.text
    assert (bar.status_code, "<html" in bar.text) == (200, False)

    with transaction.atomic():
        work.finish()
    over = client.get(reverse("jobs:progress_fragment", args=[job.pk]))
    assert (over.status_code, "hx-trigger" in over.text, "Finished" in over.text) == (286, False, True)


def test_the_page_of_a_stopped_job_says_why(client: Client) -> None:
    job = _job(make_merchant())
    fail(claim(job.pk), "The file is empty.", is_fault=False, is_permanent=True)
    sign_in(client, make_user("Olive"))

    page = client.get(reverse("jobs:progress", args=[job.pk]))

    assert "Stopped by an error" in page.text
    assert "The file is empty." in page.text


@pytest.mark.parametrize("door", ["progress", "progress_fragment", "cancel"])
def test_a_stranger_does_not_find_the_job(client: Client, door: str) -> None:
    job = _job(make_merchant())
    installations = _job(None)
    sign_in(client, make_stranger())

    for each in (job, installations):
        address = reverse(f"jobs:{door}", args=[each.pk])
        answer = client.post(address) if door == "cancel" else client.get(address)
        assert answer.status_code == 404
    assert reload(job).state == State.PENDING


def test_support_cancels_and_comes_back_to_the_page_of_the_bar(client: Client) -> None:
    merchant = make_merchant()
    job = _job(merchant)
    sign_in(client, make_colleague(merchant, role=Role.SUPPORT))

    answer = client.post(
        reverse("jobs:cancel", args=[job.pk]), headers={"referer": "http://testserver/orders/import/1/"}
    )

    assert reload(job).state == State.CANCELLED
    assert answer["Location"] == "http://testserver/orders/import/1/"


def test_cancelling_never_leads_to_another_site(client: Client) -> None:
    job = _job(make_merchant())
    sign_in(client, make_user("Olive"))

    answer = client.post(reverse("jobs:cancel", args=[job.pk]), headers={"referer": "https://evil.example/"})

    assert answer["Location"] == reverse("jobs:progress", args=[job.pk])


def test_a_viewer_sees_the_bar_without_cancel(client: Client) -> None:
    merchant = make_merchant()
    job = _job(merchant)
    sign_in(client, make_colleague(merchant, role=Role.VIEWER))

    page = client.get(reverse("jobs:progress", args=[job.pk]))
    refused = client.post(reverse("jobs:cancel", args=[job.pk]))

    assert "Waiting to start" in page.text
    assert reverse("jobs:cancel", args=[job.pk]) not in page.text
    assert (refused.status_code, reload(job).state) == (403, State.PENDING)


def test_cancelling_what_is_done_is_refused_with_a_sentence(client: Client) -> None:
    job = _job(make_merchant())
    Job.objects.update(state=State.DONE, finished_at=Now())
    sign_in(client, make_user("Olive"))

    page = client.post(reverse("jobs:cancel", args=[job.pk]), follow=True)

    assert "This job is finished and cannot be cancelled." in page.text


def test_staff_see_dead_jobs_and_have_them_tried_again_or_discarded(client: Client) -> None:
    merchant = make_merchant()
    again, never = _dead(merchant, "again"), _dead(merchant, "never")
    sign_in(client, make_staff())

    page = client.get(reverse("jobs:health"))
    client.post(reverse("jobs:retry", args=[again.pk]))
    client.post(reverse("jobs:discard", args=[never.pk]))

    assert [page.text.count(key) for key in (">again<", ">never<")] == [0, 0]
    assert page.text.count("ZeroDivisionError: in the middle") == 2
    assert (reload(again).state, reload(never).state) == (State.PENDING, State.CANCELLED)


def test_queue_health_takes_as_many_queries_for_three_dead_jobs_as_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    merchant = make_merchant()
    _dead(merchant, "first")
    sign_in(client, make_staff())
    client.get(reverse("jobs:health"))

    with django_assert_num_queries(6):
        client.get(reverse("jobs:health"))
    _dead(merchant, "second")
    _dead(merchant, "third")
    with django_assert_num_queries(6):
        client.get(reverse("jobs:health"))


def test_queue_health_is_for_staff(client: Client) -> None:
    make_merchant()
    sign_in(client, make_user("Olive"))

    assert client.get(reverse("jobs:health")).status_code == 403


def test_healthz_answers_without_the_database(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_readyz_fails_without_a_worker_and_with_work_that_waits(client: Client) -> None:
    assert client.get("/readyz").json() == {
        "status": "failing",
        "checks": {"database": "ok", "migrations": "ok", "worker": "failing", "queue": "ok"},
    }

    Worker.objects.create(token="w1")
    assert (client.get("/readyz").status_code, client.get("/readyz").json()["status"]) == (200, "ok")

    _job(make_merchant())
    Job.objects.update(next_at=Now() - timedelta(seconds=301))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["queue"]) == (503, "failing")


def test_health_counts_and_measures() -> None:
    merchant = make_merchant()
    _dead(merchant, "dead")
    claim(_job(merchant, "leased").pk)
    _job(merchant, "waiting")
    Job.objects.filter(state=State.PENDING).update(next_at=Now() - timedelta(seconds=50))
    Worker.objects.create(token="w1", beat_at=Now() - timedelta(seconds=70))

    health = queries.health()

    assert (health.workers, health.pending, health.leased, health.dead, health.queued) == (0, 1, 1, 1, 3)
    assert health.beat_age == pytest.approx(70, abs=2)
    assert health.due_age == pytest.approx(50, abs=2)
    assert (health.is_beating, health.is_moving) == (False, True)


def _job(merchant: Merchant | None, key: str = "job", **args: int) -> Job:
    merchant_id = merchant.pk if merchant else None
    return later("test.add_in_steps", merchant_id=merchant_id, key=key, args=args)


def _dead(merchant: Merchant, key: str) -> Job:
    job = _job(merchant, key)
    fail(claim(job.pk), "ZeroDivisionError: in the middle", is_fault=True, is_permanent=True)
    return job
