"""Kinds of jobs for tests, in the shape of loyalty/schedule.py."""

import time
from datetime import timedelta

from django.db import transaction
from django_scopes import get_scope

from loyalty.errors import Refused
from loyalty.jobs.actions import Clock, GiveUp, Kind, Standing, TryLater, Work
from tests.jobs.effects import add


class Sold(Refused):
    code = "sold"
    message = "It is sold."


def add_once(work: Work) -> None:
    """One effect, guarded by the fence."""
    time.sleep(work.args.get("seconds", 0))
    with transaction.atomic():
        add(work.args["key"], work.args.get("amount", 1))
        work.finish()


def add_in_steps(work: Work) -> None:
    """Many effects, each in one transaction with its checkpoint."""
    steps = work.args["steps"]
    for step in range(work.checkpoint.get("step", 0), steps):
        with transaction.atomic():
            add(f"{work.args['key']}/{step}", 1)
            work.advance(done=step + 1, total=steps, checkpoint={"step": step + 1})
        time.sleep(work.args.get("seconds", 0))


def add_naively(key: str, seconds: float) -> None:
    """What people write at first: a task for the queue itself, without job, key or fence."""
    with transaction.atomic():
        add(key, 1)
    time.sleep(seconds)


def see_scope(work: Work) -> None:
    with transaction.atomic():
        add(f"scope {get_scope().get('merchant')}", 1)
        work.finish()


def advance_without_checkpoint(work: Work) -> None:
    with transaction.atomic():
        work.advance(done=work.done + 1)


def do_nothing(work: Work) -> None:
    """For the clock."""


def refuse(work: Work) -> None:
    raise Sold


def give_up(work: Work) -> None:
    raise GiveUp("The shop does not know this order.")


def try_later(work: Work) -> None:
    raise TryLater("The shop is asleep.", retry_after=work.args.get("retry_after"))


def break_down(work: Work) -> None:
    with transaction.atomic():
        add("never", 1)
        raise ZeroDivisionError("in the middle\nwith a secret on the second line")


KINDS = {
    f"test.{function.__name__}": Kind(function, function.__name__.replace("_", " "), max_attempts=3)
    for function in (
        add_once,
        add_in_steps,
        see_scope,
        advance_without_checkpoint,
        do_nothing,
        refuse,
        give_up,
        try_later,
        break_down,
    )
}
KINDS |= {"chaos.once": Kind(add_once, "once"), "chaos.steps": Kind(add_in_steps, "steps")}

IS_NEEDED = [False]
STANDING = (Standing("test.do_nothing", is_needed=lambda: IS_NEEDED[0]),)

CLOCKS = (
    Clock("test.removed", every=timedelta(hours=1)),
    Clock("test.do_nothing", every=timedelta(minutes=5)),
)
