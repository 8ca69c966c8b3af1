"""What the clock starts. Late is once and twice is once: a job's key names its period."""

import logging
from collections.abc import MutableMapping
from datetime import datetime

from loyalty.jobs.actions.enqueueing import later
from loyalty.jobs.actions.kinds import Clock, UnknownKind, clocks

logger = logging.getLogger(__name__)


def tick(*, at: datetime, started: MutableMapping[Clock, str]) -> None:
    """Enqueue a job for each clock whose period has begun. `started` remembers the periods seen."""
    for clock in clocks():
        period = clock.period(at)
        if started.get(clock) != period:
            _start(clock, period)
            started[clock] = period


def _start(clock: Clock, period: str) -> None:
    # One clock that cannot be started must not stop the others; without a database none can.
    try:
        later(clock.kind, merchant_id=None, key=period)
    except UnknownKind:
        logger.exception("The clock of %s could not start.", clock.kind)
