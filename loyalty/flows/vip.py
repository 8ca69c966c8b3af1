"""What a team member does to the VIP programme, and to one customer's tier."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation

from earning.actions import publish_ruleset
from loyalty.audit.actions import record
from loyalty.customers.models import Customer
from loyalty.database.transactions import commit_without_waiting
from loyalty.flows.standings import BATCH, announce_reviewed, review_for
from loyalty.jobs.actions import later
from loyalty.merchants.models import Merchant
from loyalty.team.models import User
from vip.actions import (
    Review,
    Reviewed,
    VipIsOff,
    Why,
    apply_next,
    plan_change,
    preview_next,
    reach,
    review_tiers,
    set_floor,
    write_terms,
)
from vip.models import Cause, Tier, VipChange, VipPhase
from vip.queries import terms_in_force
from vip.snapshots import VipTerms


@transaction.atomic
def vip_changed(merchant: Merchant, terms: VipTerms, *, by: User | None, at: datetime) -> VipTerms:
    """The programme says this from now on. Who moves by it has to be reviewed next, as `vip_members_reviewed` does.

    Refused as `InvalidVip`, which names the `field`, and as `VipChangedMeanwhile`. Nothing new changes nothing.
    """
    before = terms_in_force(merchant.pk)
    if before == terms.sorted():
        return before
    after = write_terms(merchant, terms.sorted(), at=at)
    was, now = before.as_json(), after.as_json()
    changed = [name for name in now if now[name] != was[name]]
    record(
        "vip.changed",
        subject="vip",
        subject_id=merchant.pk,
        merchant_id=merchant.pk,
        actor=by,
        at=at,
        before={name: was[name] for name in changed},
        after={name: now[name] for name in changed},
    )
    publish_ruleset(merchant, at=at)
    return after


@transaction.atomic
def vip_change_planned(merchant: Merchant, terms: VipTerms, *, by: User | None, at: datetime) -> VipChange:
    """A change that is worked out in the background, and waits for somebody's word. Refused as `InvalidVip`."""
    return work_on(plan_change(merchant, terms.sorted(), by_id=by.pk if by else None, at=at))


@transaction.atomic
def vip_change_checked(change: VipChange, *, at: datetime, size: int = BATCH) -> int:
    """Works out who of the next customers would move; how many were looked at, 0 once it is known of all."""
    return preview_next(change, _review_of(change, VipTerms.from_json(change.terms)), at=at, size=size)


@transaction.atomic
def vip_change_confirmed(
    change: VipChange, *, gives_rewards: bool, by: User | None, at: datetime
) -> VipChange:
    """The programme says so from now on; customers follow in the background.

    Refused as `ChangeIsOver`, `ChangeUnderWay`, and as `VipChangedMeanwhile` where it was made from an older version.
    """
    reach(change, VipPhase.APPLYING, gives_rewards=gives_rewards)
    vip_changed(change.merchant, VipTerms.from_json(change.terms), by=by, at=at)
    return work_on(change)


@transaction.atomic
def vip_change_applied(change: VipChange, *, at: datetime, size: int = BATCH) -> int:
    """Brings the next customers to the tier that is due now; how many they were, 0 once it is all of them."""
    commit_without_waiting()
    merchant = change.merchant
    review = _review_of(change, terms_in_force(merchant.pk))
    with translation.override(merchant.language):
        looked_at, reviewed = apply_next(change, review, at=at, size=size)
    announce_reviewed(reviewed, merchant_id=merchant.pk, at=at)
    return looked_at


@transaction.atomic
def vip_change_discarded(change: VipChange) -> None:
    """The change will not be made. Refused as `ChangeIsOver`."""
    reach(change, VipPhase.DISCARDED)


def work_on(change: VipChange) -> VipChange:
    """Has what is to be done in the change's phase done by a worker."""
    kind = "vip.apply_change" if change.phase == VipPhase.APPLYING else "vip.check_change"
    job = later(
        kind,
        merchant_id=change.merchant_id,
        key=f"change-{change.pk}",
        args={"change_id": change.pk},
        author_id=change.author_id,
    )
    change.job_id = job.pk
    change.save(update_fields=["job_id"])
    return change


def _review_of(change: VipChange, terms: VipTerms) -> Review:
    merchant = change.merchant
    zone, author_id = ZoneInfo(merchant.timezone), change.author_id
    return Review(terms, merchant.pk, zone, Cause.SETTINGS, change.gives_rewards, author_id)


@transaction.atomic
def tier_set(
    customer: Customer,
    tier: Tier | None,
    *,
    until: date | None,
    reason: str,
    by: User | None,
    at: datetime,
    gives_rewards: bool = True,
) -> Reviewed:
    """The customer holds at least this tier through a local day, or for good; None takes such a tier away again.

    Refused as `VipIsOff`, `UnknownTier`, `DayIsOver` or `CustomerExcluded`.
    """
    merchant = customer.merchant
    review = review_for(merchant, cause=Cause.HAND)
    if not review.terms.is_on:
        raise VipIsOff
    today = at.astimezone(ZoneInfo(merchant.timezone)).date()
    by_id = by.pk if by else None
    set_floor(customer, tier, until=until, today=today, reason=reason, by_id=by_id, at=at)
    review = review._replace(gives_rewards=gives_rewards, actor_id=by_id, reason=reason)
    with translation.override(merchant.language):
        reviewed = review_tiers({customer.pk: Why(at)}, review, at=at)
    set_to: dict[str, Any] = {"tier": tier.name if tier else None, "reason": reason}
    record(
        "customer.tier_set" if tier else "customer.tier_released",
        subject="customer",
        subject_id=customer.pk,
        merchant_id=merchant.pk,
        actor=by,
        at=at,
        after={**set_to, "until": until.isoformat() if until else None},
    )
    told = replace(reviewed, moved_ids=(customer.pk, *reviewed.moved_ids))
    announce_reviewed(told, merchant_id=merchant.pk, at=at)
    return reviewed
