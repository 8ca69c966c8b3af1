"""CM Commerce is told of changes, and reads them at once instead of a minute later."""

from datetime import timedelta
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


def held(story: Story) -> dict[str, int]:
    """How much of the shop's customers it holds."""
    tables = ("customers", "segments", "activities")
    return {name: len(story.commerce.store.rows(f"SELECT * FROM {name}")) for name in tables}


@pytest.mark.parametrize("clear_data", [True, False])
def test_it_deletes_what_it_holds_when_it_is_removed_and_asked_to(
    live_server: LiveServer, tmp_path: Path, settings: Settings, clear_data: bool
) -> None:
    settings.WEBHOOKS_TO_LOOPBACK = True
    with telling(live_server.url, tmp_path) as story:
        ada = make_customer(story.merchant, points=2000)
        story.install()
        story.review(ada, "Olive oil")
        story.work()
        before = held(story)

        story.remove(clear_data=clear_data)
        sweep()

        assert before["customers"] == before["activities"] == 1
        assert held(story) == (dict.fromkeys(before, 0) if clear_data else before)
        page = story.page("/connection").text
        assert "Access refused" in page
        assert ("we deleted what we held" in page) is clear_data


def test_news_of_a_removal_that_come_late_leave_a_new_connection_alone(
    live_server: LiveServer, tmp_path: Path, settings: Settings
) -> None:
    settings.WEBHOOKS_TO_LOOPBACK = True
    with telling(live_server.url, tmp_path) as story:
        make_customer(story.merchant, points=10)
        story.install()
        story.remove(clear_data=True)
        story.clock.ahead = timedelta(seconds=2)
        story.commerce.store.run("UPDATE connections SET connected_at = ?", story.commerce.moment)
        sweep()

        assert points(story) == [10]


@pytest.mark.parametrize("headers", [{}, {"webhook-timestamp": "1", "webhook-signature": "v1,bm8="}])
def test_what_is_not_signed_changes_nothing(story: Story, headers: dict[str, Any]) -> None:
    address = f"{story.commerce.setup.address}/webhooks"

    answer = requests.post(address, json={"topic": "customer/updated"}, headers=headers, timeout=10)

    assert answer.status_code == 401
