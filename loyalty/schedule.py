"""Which function a kind of job runs, and what the clock starts when."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from loyalty.jobs.actions import Clock, Kind
from loyalty.jobs.tasks.chores import forget_finished

KINDS = {
    "jobs.forget_finished": Kind(forget_finished, _("Tidying up finished work")),
}

CLOCKS = (Clock("jobs.forget_finished", at=time(3, 30)),)
