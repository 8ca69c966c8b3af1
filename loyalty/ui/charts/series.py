"""Line and bar charts over one row of labels."""

from collections.abc import Sequence
from dataclasses import dataclass

from django_stubs_ext import StrOrPromise

from loyalty.ui.charts.scales import Scale, label_every, place, scale_for

WIDTH = 1000
HEIGHT = 400
MOST_DOTS = 14


@dataclass(frozen=True)
class Series:
    """A name and one value per label."""

    name: StrOrPromise
    values: Sequence[int]


@dataclass(frozen=True)
class Dot:
    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """One series as a path, the area under it, and its points."""

    name: StrOrPromise
    path: str
    area: str
    dots: tuple[Dot, ...]

    @property
    def shown_dots(self) -> tuple[Dot, ...]:
        """All where they stand apart, else the last."""
        return self.dots if len(self.dots) <= MOST_DOTS else self.dots[-1:]


@dataclass(frozen=True)
class Bar:
    """A rectangle in chart units; `number` is its series', from 1."""

    x: float
    y: float
    width: float
    height: float
    number: int


@dataclass(frozen=True)
class Column:
    """All values at one label: what a tooltip and a row of the data table say.

    The label `is_written` under the chart, and `is_spare` where it gives way on a narrow one.
    """

    label: StrOrPromise
    is_written: bool
    is_spare: bool
    values: tuple[tuple[StrOrPromise, int], ...]


@dataclass(frozen=True)
class Chart:
    """What both kinds share. Ticks are from the top down, as they are written."""

    names: tuple[StrOrPromise, ...]
    ticks: tuple[int, ...]
    grid: tuple[float, ...]
    baseline: float
    columns: tuple[Column, ...]
    lines: tuple[Line, ...] = ()
    bars: tuple[Bar, ...] = ()
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def is_empty(self) -> bool:
        return not self.columns or not self.names


def line_chart(labels: Sequence[StrOrPromise], series: Sequence[Series]) -> Chart:
    """Lines over `labels`; one label is drawn as a dot."""
    scale = _scale(series)
    return _chart(labels, series, scale, lines=tuple(_line(one, scale) for one in series))


def bar_chart(labels: Sequence[StrOrPromise], series: Sequence[Series]) -> Chart:
    """Bars side by side at each label; what is negative hangs below zero."""
    scale = _scale(series)
    bars = tuple(bar for index in range(len(series)) for bar in _bars(series, index, scale))
    return _chart(labels, series, scale, bars=bars)


def _scale(series: Sequence[Series]) -> Scale:
    return scale_for([value for one in series for value in one.values])


def _chart(
    labels: Sequence[StrOrPromise],
    series: Sequence[Series],
    scale: Scale,
    *,
    lines: tuple[Line, ...] = (),
    bars: tuple[Bar, ...] = (),
) -> Chart:
    ticks = scale.ticks[::-1]
    return Chart(
        names=tuple(one.name for one in series),
        ticks=ticks,
        grid=tuple(_y(tick, scale) for tick in ticks),
        baseline=_y(0, scale),
        columns=_columns(labels, series),
        lines=lines,
        bars=bars,
    )


def _columns(labels: Sequence[StrOrPromise], series: Sequence[Series]) -> tuple[Column, ...]:
    every = label_every(len(labels))
    return tuple(
        Column(
            label,
            is_written=position % every == 0,
            is_spare=every > 1 and position % (2 * every) == every,
            values=tuple((one.name, one.values[position]) for one in series),
        )
        for position, label in enumerate(labels)
    )


def _line(series: Series, scale: Scale) -> Line:
    dots = tuple(
        Dot(round(x * WIDTH, 1), _y(value, scale))
        for x, value in zip(place(len(series.values)), series.values, strict=True)
    )
    steps = " L".join(f"{dot.x} {dot.y}" for dot in dots)
    floor = _y(0, scale)
    area = f"M{dots[0].x} {floor} L{steps} L{dots[-1].x} {floor} Z" if len(dots) > 1 else ""
    return Line(series.name, f"M{steps}" if len(dots) > 1 else "", area, dots)


def _bars(series: Sequence[Series], index: int, scale: Scale) -> list[Bar]:
    values, side = series[index].values, len(series)
    column = WIDTH / max(len(values), 1)
    width = min(column * 0.64, WIDTH * 0.08 * side) / side
    return [
        _bar(x * WIDTH - width * side / 2 + width * index, width, value, scale, index)
        for x, value in zip(place(len(values)), values, strict=True)
    ]


def _bar(x: float, width: float, value: int, scale: Scale, index: int) -> Bar:
    top, bottom = _y(max(value, 0), scale), _y(min(value, 0), scale)
    return Bar(round(x, 1), top, round(width * 0.92, 1), round(bottom - top, 1), index + 1)


def _y(value: float, scale: Scale) -> float:
    return round(HEIGHT * (1 - scale.height_of(value)), 1)
