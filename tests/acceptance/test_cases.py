"""Worked scenarios: a programme, what happened, and what must be true afterwards."""

from collections.abc import Mapping
from typing import Any

import pytest
from django_scopes import scope

from tests.acceptance.events import feed
from tests.acceptance.orders import moment
from tests.acceptance.outcome import asked, outcome
from tests.acceptance.program import change_program, start_program
from tests.acceptance.support import missing_features


@pytest.mark.django_db
def test_case(case: Mapping[str, Any]) -> None:
    if missing := missing_features(case):
        pytest.skip(f"not yet supported: {', '.join(missing)}")
    expected = asked(case["expected"])
    program = start_program(case["program"], before=min(moment(event["at"]) for event in case["events"]))

    with scope(merchant=program.merchant):
        change_program(program, {"rules": [], **case["program"]}, at=program.started_at)
        run = feed(program, case["events"])

        assert outcome(run, expected) == expected
