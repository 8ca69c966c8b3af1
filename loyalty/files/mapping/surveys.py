"""A first look at a whole file: how many rows it has, and which names stand in it more than once."""

from array import array
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

# The line and the name of each row; a row without a name has one of its own.
Named = Iterable[tuple[int, str]]


class Survey(NamedTuple):
    """`rows` to be read; `first_lines` of the names that stand in the file more than once."""

    rows: int
    first_lines: Mapping[str, int]


def survey_of(opens: Callable[[], Named]) -> Survey:
    """What a file holds, at eight bytes of memory for each row. `opens` gives its rows anew at each call."""
    hashes = array("q", (hash(name) for _line, name in opens()))
    ordered = sorted(hashes)
    several = {one for one, other in pairwise(ordered) if one == other}
    lines: dict[str, list[int]] = {}
    if several:
        for line, name in opens():
            if hash(name) in several:
                lines.setdefault(name, []).append(line)
    return Survey(len(hashes), {name: found[0] for name, found in lines.items() if len(found) > 1})
