"""CM Commerce is told of changes, and reads them at once instead of a minute later."""

from pathlib import Path
from typing import Any

import pytest
import requests
from django.utils.timezone import now
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.cast import make_adjustment, make_customer
from tests.providers.story import Story, telling
from tests.webhooks.cast import sweep

pytestmark = pytest.mark.django_db(transaction=True)


def points(story: Story) -> list[int]:
    return [row["points_balance"] for row in story.commerce.store.rows("SELECT * FROM customers")]


def test_a_webhook_makes_it_read_at_once(live_server: LiveServer, tmp_path: Path, settings: Settings) -> None:
    settings.WEBHOOKS_TO_LOOPBACK = True
    with telling(live_server.url, tmp_path) as story:
        ada = make_customer(story.merchant, points=10)
        story.install()
        sweep()
        story.work()

        make_adjustment(ada, points=5, at=now())
        story.work()
        before = points(story)
        sweep()
        story.work()

        assert before == [10]
        assert points(story) == [15]


@pytest.mark.parametrize("headers", [{}, {"webhook-timestamp": "1", "webhook-signature": "v1,bm8="}])
def test_what_is_not_signed_changes_nothing(story: Story, headers: dict[str, Any]) -> None:
    address = f"{story.commerce.setup.address}/webhooks"

    answer = requests.post(address, json={"topic": "customer/updated"}, headers=headers, timeout=10)

    assert answer.status_code == 401
