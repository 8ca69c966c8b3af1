"""A worker's side: a number of seconds comes in, a number per second goes out."""

import sys
import time
from collections.abc import Callable


def take_turns(do: Callable[[], int]) -> None:
    """Do the work again and again for as long as each line of input says. `do` returns how much it did."""
    do()
    for line in sys.stdin:
        began = time.perf_counter()
        deadline, done = began + float(line), 0
        while time.perf_counter() < deadline:
            done += do()
        print(done / (time.perf_counter() - began), flush=True)
