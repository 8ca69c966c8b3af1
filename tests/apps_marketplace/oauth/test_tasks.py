"""Housekeeping as the worker runs it: outside of any transaction but its own."""

from datetime import timedelta

import pytest
from django.db.models import F

from apps_marketplace.models import AccessToken
from loyalty.jobs.actions import later
from loyalty.jobs.models import Job, State
from loyalty.jobs.tasks.drain import run_due
from tests.apps_marketplace.oauth.cast import make_shop, make_starry

pytestmark = pytest.mark.django_db(transaction=True)


def test_tokens_that_are_over_are_deleted_and_counted() -> None:
    olive, merchant = make_shop()
    make_starry().connect(olive, merchant)
    AccessToken.objects.update(expires=F("expires") - timedelta(days=1))

    later("apps.forget_expired_tokens", merchant_id=None, key="once")
    run_due()

    assert AccessToken.objects.count() == 0
    assert Job.objects.values_list("state", "done").get(kind="apps.forget_expired_tokens") == (State.DONE, 1)
