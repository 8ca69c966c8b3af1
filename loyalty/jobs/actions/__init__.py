"""Everything that changes a job."""

from loyalty.jobs.actions.clock import tick
from loyalty.jobs.actions.enqueueing import later
from loyalty.jobs.actions.interruptions import (
    GiveUp,
    Interrupted,
    JobCancelled,
    LeaseLost,
    OutOfTime,
    TryLater,
)
from loyalty.jobs.actions.interventions import JobOver, NotDead, cancel, retry
from loyalty.jobs.actions.kinds import Clock, Kind, Standing, UnknownKind, kind_named
from loyalty.jobs.actions.leases import Claim, NotDue, claim, fail, finish, release
from loyalty.jobs.actions.standing import rouse
from loyalty.jobs.actions.sweeping import Swept, sweep
from loyalty.jobs.actions.work import Work

__all__ = [
    "Claim",
    "Clock",
    "GiveUp",
    "Interrupted",
    "JobCancelled",
    "JobOver",
    "Kind",
    "LeaseLost",
    "NotDead",
    "NotDue",
    "OutOfTime",
    "Standing",
    "Swept",
    "TryLater",
    "UnknownKind",
    "Work",
    "cancel",
    "claim",
    "fail",
    "finish",
    "kind_named",
    "later",
    "release",
    "retry",
    "rouse",
    "sweep",
    "tick",
]
