"""The same scenarios with their deliveries shuffled and some of them repeated: they must end the same."""

from collections.abc import Mapping
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django_scopes import scope

from tests.acceptance.cases import OWN_CASES, read_cases
from tests.acceptance.events import feed
from tests.acceptance.orders import moment
from tests.acceptance.outcome import asked, outcome
from tests.acceptance.program import change_program, start_program
from tests.acceptance.support import missing_features

Case = Mapping[str, Any]

STEPS = {"customer.created", "clock"}


def is_reorderable(case: Case) -> bool:
    """Only orders and accounts, nothing refused, and no guest's order, which earns by what is known when it comes."""
    return "errors" not in case["expected"] and all(
        event["type"] in STEPS or (event["type"].startswith("order.") and "email" not in event)
        for event in case["events"]
    )


REORDERABLE = [
    pytest.param(case, id=case["id"])
    for case in read_cases(OWN_CASES)
    if not missing_features(case) and is_reorderable(case)
]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("known", REORDERABLE)
def test_any_order_of_delivery_ends_the_same(known: Case, seed: int) -> None:
    told, clocks = parted(known)
    events = [*shuffled(told, Random(seed)), *clocks]
    expected = asked(without_logs(known["expected"]))
    program = start_program(known["program"], before=min(moment(event["at"]) for event in events))

    with scope(merchant=program.merchant):
        change_program(program, {"rules": [], **known["program"]}, at=program.started_at)
        run = feed(program, events)

        assert outcome(run, expected) == expected


def parted(case: Case) -> tuple[list[Case], list[Case]]:
    """What is delivered in any order, and what stays behind it: points do not expire before they are known."""
    if "expiry" not in case["program"]:
        return case["events"], []
    clocks = [event for event in case["events"] if event["type"] == "clock"]
    return [event for event in case["events"] if event not in clocks], clocks


def shuffled(events: list[Case], random: Random) -> list[Case]:
    """Every event at its own time still, but received in any order right after the last, and a third of them twice."""
    deliveries = [*events, *(event for event in events if random.random() < 1 / 3)]
    random.shuffle(deliveries)
    last = max(moment(event["at"]) for event in events)
    return [
        {**event, "received_at": (last + timedelta(microseconds=number)).isoformat()}
        for number, event in enumerate(deliveries, start=1)
    ]


def without_logs(expected: Case) -> Case:
    """What is expected but for the steps on the way there, which follow the order of delivery."""
    customers = {
        name: {key: value for key, value in keys.items() if key != "log"}
        for name, keys in expected.get("customers", {}).items()
    }
    return {**expected, "customers": customers}
