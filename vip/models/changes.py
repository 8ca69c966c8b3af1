"""Changes of a programme that move customers: looked at before they are made."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from loyalty.merchants.models import Merchant
from loyalty.team.models import User


class VipPhase(models.TextChoices):
    CHECKING = "checking", _("Being worked out")
    CHECKED = "checked", _("Waiting for your word")
    APPLYING = "applying", _("Being applied")
    APPLIED = "applied", _("Applied")
    DISCARDED = "discarded", _("Discarded")


MOVES: dict[VipPhase, frozenset[VipPhase]] = {
    VipPhase.CHECKING: frozenset({VipPhase.CHECKED, VipPhase.DISCARDED}),
    VipPhase.CHECKED: frozenset({VipPhase.CHECKING, VipPhase.APPLYING, VipPhase.DISCARDED}),
    VipPhase.APPLYING: frozenset({VipPhase.APPLIED}),
    VipPhase.APPLIED: frozenset(),
    VipPhase.DISCARDED: frozenset(),
}


def phases_before(phase: VipPhase) -> list[VipPhase]:
    """The phases from which a change may move to this one."""
    return [before for before, after in MOVES.items() if phase in after]


class VipChange(models.Model):
    """`terms` is what the programme shall be, made from version `based_on`, which said `was`; `preview` is who would
    move.

    `after_id` is the last customer that the running phase has looked at.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    terms = models.JSONField()
    was = models.JSONField()
    based_on = models.PositiveIntegerField()
    phase = models.CharField(max_length=9, choices=VipPhase, default=VipPhase.CHECKING)
    preview = models.JSONField(default=dict)
    gives_rewards = models.BooleanField(default=True)
    after_id = models.BigIntegerField(default=0)
    job_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="vip_change_of_merchant"),
            # One at a time: two that run into each other would leave customers between them.
            models.UniqueConstraint(
                fields=["merchant"],
                condition=models.Q(phase=VipPhase.APPLYING),
                name="one_vip_change_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"change of version {self.based_on}"
