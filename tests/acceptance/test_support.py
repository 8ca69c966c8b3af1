from typing import Any

import pytest

from tests.acceptance.support import UnknownFieldError, missing_features


def make_case(**parts: Any) -> dict[str, Any]:
    program = {"timezone": "UTC", "currency": "USD", "rounding": "floor"}
    return {"program": program, "events": [], "expected": {}, **parts}


def test_a_case_of_built_features_waits_for_nothing() -> None:
    paid = {"type": "order.paid", "at": "2026-06-01T12:00:00Z", "order": "o1", "subtotal": "19.99"}
    case = make_case(events=[paid], expected={"customers": {"c1": {"balance": 19}}})

    assert missing_features(case) == []


def test_a_case_names_every_feature_it_waits_for() -> None:
    rule = {
        "id": "R",
        "kind": "activity",
        "token": "review",
        "points": 5,
        "limit": {"count": 1, "period": "day"},
    }
    program = {"timezone": "UTC", "currency": "USD", "rules": [rule], "participants": "all", "referral": {}}
    case = make_case(program=program, events=[{"type": "export.view"}])

    assert missing_features(case) == ["exports"]


def test_the_value_decides_where_only_some_values_are_built() -> None:
    built = make_case(events=[{"type": "clock", "at": "2026-06-01T12:00:00Z"}])
    waiting = make_case(events=[{"type": "export.view", "at": "2026-06-01T12:00:00Z"}])

    assert missing_features(built) == []
    assert missing_features(waiting) == ["exports"]


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"program": {"colour": "red"}}, "colour"),
        ({"program": {"rules": [{"kind": "lottery"}]}}, "kind lottery"),
        ({"program": {"rewards": [{"type": "fixed", "scent": "rose"}]}}, "scent"),
        ({"events": [{"type": "order.lost"}]}, "type order.lost"),
        ({"events": [{"type": "order.paid", "lines": [{"weight": 3}]}]}, "weight"),
        ({"events": [{"type": "program.changed", "set": {"rules": [{"luck": 1}]}}]}, "luck"),
        ({"expected": {"customers": {"c1": {"mood": "good"}}}}, "mood"),
    ],
)
def test_an_unknown_field_is_an_error_wherever_it_stands(parts: dict[str, Any], field: str) -> None:
    with pytest.raises(UnknownFieldError, match=f"^not yet supported: {field}$"):
        missing_features(make_case(**parts))
