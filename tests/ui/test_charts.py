from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.ui.charts.scales import label_every, place, scale_for
from loyalty.ui.charts.series import HEIGHT, WIDTH, Series, bar_chart, line_chart
from loyalty.ui.charts.sparks import spark


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([], (0, 1)),
        ([0], (0, 1)),
        ([7], (0, 2, 4, 6, 8)),
        ([3_400], (0, 1_000, 2_000, 3_000, 4_000)),
        ([-150, 600], (-200, 0, 200, 400, 600)),
        ([-5], (-6, -4, -2, 0)),
    ],
)
def test_ticks_are_round_and_hold_every_value(values: list[int], ticks: tuple[int, ...]) -> None:
    assert scale_for(values).ticks == ticks


@given(st.lists(st.integers(-(10**15), 10**15), max_size=20))
def test_a_scale_goes_through_zero_in_a_handful_of_even_steps(values: list[int]) -> None:
    ticks = scale_for(values).ticks

    assert 0 in ticks
    assert ticks[0] <= min([0, *values])
    assert ticks[-1] >= max([0, *values])
    assert len({after - before for before, after in pairwise(ticks)}) == 1
    assert 2 <= len(ticks) <= 7


def test_columns_share_the_width_evenly() -> None:
    assert place(4) == [0.125, 0.375, 0.625, 0.875]


@pytest.mark.parametrize(("count", "every"), [(0, 1), (7, 1), (8, 2), (30, 5), (365, 53)])
def test_few_enough_labels_are_written(count: int, every: int) -> None:
    assert label_every(count) == every


def test_a_line_goes_from_column_to_column() -> None:
    chart = line_chart(["Mon", "Tue"], [Series("Earned", [0, 4])])

    (line,) = chart.lines
    assert line.path == "M250.0 400.0 L750.0 0.0"
    assert line.area == "M250.0 400.0 L250.0 400.0 L750.0 0.0 L750.0 400.0 Z"


def test_one_value_is_a_dot_in_the_middle_and_no_line() -> None:
    chart = line_chart(["Mon"], [Series("Earned", [4])])

    (line,) = chart.lines
    assert (line.path, line.area) == ("", "")
    assert [(dot.x, dot.y) for dot in line.shown_dots] == [(WIDTH / 2, 0)]


def test_many_dots_would_be_noise_so_only_the_last_is_shown() -> None:
    chart = line_chart([str(day) for day in range(30)], [Series("Earned", range(30))])

    assert len(chart.lines[0].shown_dots) == 1


@pytest.mark.parametrize("series", [[], [Series("Earned", [])]])
def test_no_values_make_an_empty_chart(series: list[Series]) -> None:
    assert line_chart([], series).is_empty
    assert bar_chart([], series).is_empty


def test_bars_stand_on_zero_or_hang_from_it() -> None:
    chart = bar_chart(["Mon", "Tue"], [Series("Change", [100, -100])])

    up, down = chart.bars
    assert up.y + up.height == down.y == chart.baseline
    assert up.height == down.height > 0
    assert down.y + down.height == HEIGHT


def test_bars_of_two_series_stand_side_by_side_inside_their_column() -> None:
    chart = bar_chart(["Mon", "Tue"], [Series("Earned", [1, 2]), Series("Redeemed", [1, 1])])

    bars = sorted(chart.bars, key=lambda bar: bar.x)
    assert [bar.number for bar in bars] == [1, 2, 1, 2]
    assert all(left.x + left.width <= right.x for left, right in pairwise(bars))
    assert bars[1].x + bars[1].width < WIDTH / 2 < bars[2].x


def test_the_data_table_has_every_value_by_label() -> None:
    chart = bar_chart(["Mon", "Tue"], [Series("Earned", [1, 2]), Series("Redeemed", [3, 4])])

    assert [(column.label, column.values) for column in chart.columns] == [
        ("Mon", (("Earned", 1), ("Redeemed", 3))),
        ("Tue", (("Earned", 2), ("Redeemed", 4))),
    ]


def test_a_spark_rises_to_its_last_value() -> None:
    drawn = spark([1, 3])

    assert drawn is not None
    assert drawn.path == "M3.0 29.0 L117.0 3.0"
    assert (drawn.x, drawn.y) == (117.0, 3.0)


def test_a_spark_without_change_is_level_and_one_value_is_a_dot() -> None:
    level, single = spark([5, 5]), spark([5])

    assert level is not None
    assert level.path == "M3.0 16.0 L117.0 16.0"
    assert single is not None
    assert (single.path, single.x, single.y) == ("", 117.0, 16.0)
    assert spark([]) is None


@pytest.mark.parametrize(("days", "written", "spare"), [(5, 5, 0), (30, 6, 3)])
def test_every_second_label_of_a_long_chart_gives_way_on_a_phone(days: int, written: int, spare: int) -> None:
    chart = bar_chart([str(day) for day in range(days)], [Series("Points", [1] * days)])

    assert sum(column.is_written for column in chart.columns) == written
    assert sum(column.is_spare and column.is_written for column in chart.columns) == spare
