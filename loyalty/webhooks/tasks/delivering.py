"""The job that sends: one slice of it brings as many messages out as it can, many at once."""

import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.timezone import now

from loyalty.jobs.actions import OutOfTime, Work
from loyalty.webhooks.actions.outcomes import record_outcomes
from loyalty.webhooks.actions.parcels import claim_parcels, give_back_vanished
from loyalty.webhooks.actions.telling import tell_endpoints
from loyalty.webhooks.snapshots import Outcome, Parcel
from loyalty.webhooks.tasks.composing import with_bodies
from loyalty.webhooks.tasks.sending import send_parcel, unsent

# Requests at once, and how many of them may go to endpoints that failed the last time.
ROOM = 32
ROOM_FOR_FAILING = 12
# Seconds. A task may take 60 and a request 20: nothing is begun that could not end.
BEGINNING = 30
LOOK = 0.25
REPORT = 5


def deliver_webhooks(work: Work) -> None:
    """Tell the endpoints what happened and send what is due, until nothing is left or the slice is over."""
    with ThreadPoolExecutor(ROOM, thread_name_prefix="webhook") as pool:
        courier = Courier(pool, work)
        courier.run()


@dataclass
class Courier:
    """Has requests under way. Only they run in the pool's threads: the database is this thread's alone."""

    pool: ThreadPoolExecutor
    work: Work
    is_ending: bool = False
    _under_way: dict[Future[Outcome], Parcel] = field(default_factory=dict)
    _began: float = field(default_factory=time.monotonic)
    _reported: float = field(default_factory=time.monotonic)

    def run(self) -> None:
        """Raises OutOfTime when more is waiting than this slice could do."""
        while True:
            told = tell_endpoints()
            begun = 0 if self._is_over() else self._begin()
            ended = self._end()
            if not self._under_way and (self.is_ending or not (told or begun or ended)):
                break
            self._report()
        if self.is_ending:
            raise OutOfTime

    def _is_over(self) -> bool:
        if time.monotonic() - self._began > BEGINNING:
            self.is_ending = True
        return self.is_ending

    def _begin(self) -> int:
        give_back_vanished()
        room = ROOM - len(self._under_way)
        parcels = claim_parcels(room) if room else []
        room = min(room - len(parcels), ROOM_FOR_FAILING)
        if room > 0:
            parcels += claim_parcels(room, to_failing=True)
        ready, hopeless = with_bodies(parcels)
        record_outcomes([unsent(parcel, why) for parcel, why in hopeless], at=now())
        for parcel in ready:
            self._under_way[self.pool.submit(send_parcel, parcel)] = parcel
        return len(parcels)

    def _end(self) -> int:
        if not self._under_way:
            return 0
        done, _still = wait(self._under_way, timeout=LOOK, return_when=FIRST_COMPLETED)
        record_outcomes([future.result() for future in done], at=now())
        for future in done:
            del self._under_way[future]
        return len(done)

    def _report(self) -> None:
        """The bar moves, the lease is kept, and a worker that is to stop is heard."""
        if time.monotonic() - self._reported < REPORT:
            return
        self._reported = time.monotonic()
        try:
            with transaction.atomic():
                self.work.advance(done=self.work.done + 1)
        except OutOfTime:
            self.is_ending = True
