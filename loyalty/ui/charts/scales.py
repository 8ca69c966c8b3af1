"""From numbers to places on a chart."""

from dataclasses import dataclass
from fractions import Fraction
from math import floor, log10

STEPS = (Fraction(1), Fraction(2), Fraction(5, 2), Fraction(5), Fraction(10))


@dataclass(frozen=True)
class Scale:
    """Even ticks that hold every value, from `ticks[0]` at the bottom to `ticks[-1]` at the top."""

    ticks: tuple[int, ...]

    def height_of(self, value: float) -> float:
        """How far up `value` stands, 0 to 1."""
        return (value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0])


def scale_for(values: list[int], *, steps: int = 4) -> Scale:
    """A scale through zero with about `steps` round, whole steps; nothing at all has 0 to 1."""
    low, high = min([0, *values]), max([0, *values])
    step = _round_step(Fraction(high - low, steps)) if high > low else 1
    first, last = floor(low / step), -floor(-high / step)
    return Scale(tuple(step * position for position in range(first, max(last, first + 1) + 1)))


def _round_step(least: Fraction) -> int:
    """The smallest of 1, 2, 2.5 and 5 times a power of ten that is whole and not below `least`."""
    power = Fraction(10) ** floor(log10(least)) if least >= 1 else Fraction(1)
    steps = (power * step for step in STEPS)
    return next(int(step) for step in steps if step >= least and step.denominator == 1)


def place(count: int) -> list[float]:
    """The middle of each of `count` equal columns over a width of 1."""
    return [(position + 0.5) / count for position in range(count)]


def label_every(count: int, *, most: int = 7) -> int:
    """Write every n-th label so that at most `most` are written."""
    return max(-(-count // most), 1)
