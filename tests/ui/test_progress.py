from datetime import UTC, datetime, timedelta
from typing import Any

from loyalty.ui.progress import Progress

NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)


def make_progress(**only_what_matters: Any) -> Progress:
    facts = {"done": 0, "total": 100, "failed": 0, "started_at": NOON, "at": NOON}
    return Progress(**{**facts, **only_what_matters})


def test_running_work_knows_its_rate_and_what_is_left() -> None:
    progress = make_progress(done=40, at=NOON + timedelta(seconds=10))

    assert progress.is_running
    assert (progress.rate, progress.seconds_left, progress.percent) == (4, 15, "40%")


def test_slow_work_has_time_left_too() -> None:
    progress = make_progress(done=5, at=NOON + timedelta(seconds=50))

    assert (progress.rate, progress.seconds_left) == (0, 950)


def test_work_that_has_not_begun_promises_nothing() -> None:
    progress = make_progress(started_at=None)

    assert not progress.is_running
    assert (progress.rate, progress.seconds_left) == (0, None)


def test_work_of_unknown_size_has_a_rate_and_no_end() -> None:
    progress = make_progress(done=500, total=None, at=NOON + timedelta(seconds=10))

    assert (progress.rate, progress.seconds_left) == (50, None)


def test_finished_work_says_how_it_went() -> None:
    end = NOON + timedelta(seconds=34)

    assert make_progress(finished_at=end).tone == "good"
    assert make_progress(finished_at=end, failed=3).tone == "warn"
    assert make_progress(finished_at=end, is_cancelled=True, failed=3).tone == "quiet"
    assert make_progress(finished_at=end, at=end + timedelta(hours=1)).seconds == 34
