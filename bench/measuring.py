"""Ratios that mean something on a machine that others use too.

Every case of a benchmark gets a short turn in every round, in turned order each second round, so that a slow minute
hits all alike; a ratio is taken within each round and the median of those counts.
"""

from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

# A turn's result: how many per second.
Case = Callable[[], float]


@dataclass(frozen=True)
class Speeds:
    """What each case reached in each round, per second."""

    rounds: dict[str, list[float]]

    def of(self, case: str) -> float:
        """The median of one case."""
        return median(self.rounds[case])

    def ratios(self, case: str, reference: str) -> list[float]:
        """How the case compares with the reference, round by round."""
        return [ours / theirs for ours, theirs in zip(self.rounds[case], self.rounds[reference], strict=True)]


def rounds_asked(usual: int) -> int:
    """How many rounds: `--rounds N` on the command line, or what is usual."""
    parser = ArgumentParser()
    parser.add_argument("--rounds", type=int, default=usual)
    return int(parser.parse_known_args()[0].rounds)


def interleave(cases: Mapping[str, Case], *, rounds: int) -> Speeds:
    """Let each case have its turn in each round. The first round warms caches and plans, and is forgotten."""
    found: dict[str, list[float]] = {name: [] for name in cases}
    for number in range(rounds + 1):
        order = list(cases) if number % 2 else list(reversed(cases))
        for name in order:
            found[name].append(cases[name]())
    return Speeds({name: speeds[1:] for name, speeds in found.items()})


class Report:
    """The lines of one benchmark, and whether all floors held."""

    def __init__(self, title: str) -> None:
        self.is_passed = True
        print(f"\n{title}")

    def show(self, speeds: Speeds) -> None:
        """Medians per second: of this machine at this hour, for orientation."""
        for name in speeds.rounds:
            print(f"  {name:<44}{speeds.of(name):>12,.0f} per second")

    def ratio(self, name: str, ratios: list[float], *, floor: float, goal: float) -> None:
        """One ratio against what it must reach (`floor`) and what it should (`goal`)."""
        ranked = sorted(ratios)
        low, high = ranked[len(ranked) // 4], ranked[-1 - len(ranked) // 4]
        self._line(name, median(ratios), f"[{low:.2f} … {high:.2f}]", floor=floor, goal=goal)

    def times(self, name: str, ratios: list[float], *, allowed: float, goal: float) -> None:
        """How many times as long something takes: at most what is allowed, and better no more than the goal."""
        ranked = sorted(ratios)
        low, high = ranked[len(ranked) // 4], ranked[-1 - len(ranked) // 4]
        found = median(ratios)
        self.is_passed &= found <= allowed
        verdict = "goal" if found <= goal else "pass" if found <= allowed else "MISS"
        spread = f"[{low:.2f} … {high:.2f}]"
        print(f"  {name:<44}{found:>7.2f}  {spread:<16} at most {allowed:g}  goal {goal:g}  {verdict}")

    def count(self, name: str, found: int, *, allowed: int) -> None:
        """Something that is counted, not timed."""
        self.is_passed &= found <= allowed
        verdict = "pass" if found <= allowed else "MISS"
        print(f"  {name:<44}{found:>7}  allowed {allowed:>4}                  {verdict}")

    def _line(self, name: str, found: float, spread: str, *, floor: float, goal: float) -> None:
        self.is_passed &= found >= floor
        verdict = "goal" if found >= goal else "pass" if found >= floor else "MISS"
        print(f"  {name:<44}{found:>7.2f}  {spread:<16} floor {floor:.2f}  goal {goal:.2f}  {verdict}")
