"""Being asked to stop: Ctrl-C, SIGTERM, or the terminal going away."""

import signal
from types import FrameType

ASKS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interruption:
    """Notes that we are asked to stop; whoever waits looks here, so that no child is lost half-started."""

    def __init__(self) -> None:
        self.is_asked = False
        for number in ASKS:
            signal.signal(number, self._note)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.is_asked = True
