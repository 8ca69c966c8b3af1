"""Sparklines: the shape of a number's recent past, without axes."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 120
HEIGHT = 32
MARGIN = 3


@dataclass(frozen=True)
class Spark:
    """A path and the place of its last point; `path` is empty where one point has no shape."""

    path: str
    area: str
    x: float
    y: float
    width: int = WIDTH
    height: int = HEIGHT


def spark(values: Sequence[int]) -> Spark | None:
    """The line through `values`, lowest to highest; level in the middle for no change, None for no values."""
    if not values:
        return None
    points = [(_x(position, len(values)), _y(value, values)) for position, value in enumerate(values)]
    steps = " L".join(f"{x} {y}" for x, y in points)
    path = f"M{steps}" if len(points) > 1 else ""
    area = f"{path} L{points[-1][0]} {HEIGHT} L{points[0][0]} {HEIGHT} Z" if path else ""
    return Spark(path, area, *points[-1])


def _x(position: int, count: int) -> float:
    inner = WIDTH - 2 * MARGIN
    return round(MARGIN + (inner * position / (count - 1) if count > 1 else inner), 1)


def _y(value: int, values: Sequence[int]) -> float:
    low, high = min(values), max(values)
    share = (value - low) / (high - low) if high > low else 0.5
    return round(HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN), 1)
