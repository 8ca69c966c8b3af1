"""What happens to a customer."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import translation

from earning.actions import ActivityFacts, admit_orders, award_sign_up, record_activity, revoke_activity
from earning.models import Activity
from earning.queries import ruleset_in_force
from earning.snapshots import FrozenRuleset
from loyalty.audit.actions import record
from loyalty.customers.actions import (
    change_email,
    ensure_customers,
    exclude,
    include,
    recognise,
    set_tags,
)
from loyalty.customers.models import Customer, CustomerState
from loyalty.customers.snapshots import CustomerFacts
from loyalty.database.transactions import letting_go
from loyalty.flows.birthdays import own_birthday_kept
from loyalty.flows.locks import hold_to_settle
from loyalty.flows.orders import settle
from loyalty.flows.standings import tiers_reviewed
from loyalty.merchants.models import Merchant, UnknownCustomers
from loyalty.outbox.actions import announce_customers
from loyalty.points.actions import Posted, Posting, open_accounts, post
from loyalty.points.models import Kind
from loyalty.team.models import User
from vip.models import Cause

# The source of what a team member gives or takes.
BY_HAND = "staff"


@letting_go
def customer_joined(facts: CustomerFacts, *, merchant: Merchant, at: datetime) -> Customer:
    """The member with this account. Sign-up points come once, to accounts newer than the programme (S19)."""
    ensured = ensure_customers([facts], merchant_id=merchant.pk, at=at)
    open_accounts(ensured.ids, merchant_id=merchant.pk)
    # Lock the customer: the same message twice at once must not give the points twice.
    customer = Customer.objects.select_for_update(no_key=True).get(pk=ensured.ids[0])
    admitted = admit_orders(customer) if ensured.changed_ids else []
    orders = hold_to_settle(admitted, merchant_id=merchant.pk, at=at)
    with translation.override(merchant.language):
        awarded = award_sign_up(customer, created_at=facts.account_created_at or at)
    announce_customers(
        sorted({*ensured.new_ids, *ensured.changed_ids, *awarded}), merchant_id=merchant.pk, at=at
    )
    settle(orders, merchant=merchant, at=at, holds_accounts=True)
    if ensured.new_ids or ensured.changed_ids or awarded:
        tiers_reviewed([customer.pk], merchant=merchant, cause=Cause.JOINED, happened_at=at, at=at)
    return customer


@transaction.atomic
def customer_excluded(customer: Customer, *, reason: str, by: User | None, at: datetime) -> None:
    """The customer neither earns nor redeems from now on; the balance stays (S18). Twice is once.

    A birthday that began before, and waits for the clock, still counts.
    """
    own_birthday_kept(customer, at=at)
    before = exclude(customer, at=at)
    _state_changed(customer, before, CustomerState.DISABLED, reason=reason, by=by, at=at)


@transaction.atomic
def customer_included(customer: Customer, *, reason: str, by: User | None, at: datetime) -> None:
    """The customer takes part again. What happened meanwhile is not made up for (S18). Twice is once."""
    before = include(customer, at=at)
    customer.refresh_from_db(fields=["state"])
    _state_changed(customer, before, CustomerState(customer.state), reason=reason, by=by, at=at)
    merchant = customer.merchant
    tiers_reviewed([customer.pk], merchant=merchant, cause=Cause.JOINED, happened_at=at, at=at)


@transaction.atomic
def customer_email_changed(customer: Customer, *, email: str, at: datetime) -> None:
    """The customer has another address. Refused as `EmailTaken` if it is somebody else's."""
    change_email(customer, email=email, at=at)
    announce_customers([customer.pk], merchant_id=customer.merchant_id, at=at)


@transaction.atomic
def customer_tagged(customer: Customer, *, tags: Iterable[str], by: User | None, at: datetime) -> None:
    """The customer has these tags and no others; `set_tags` says what refuses. Twice is once."""
    before = set_tags(customer, tags=tags, at=at)
    after = sorted(customer.tags.values_list("tag", flat=True))
    if before == after:
        return
    record(
        "customer.tagged",
        subject="customer",
        subject_id=customer.pk,
        merchant_id=customer.merchant_id,
        actor=by,
        at=at,
        before={"tags": before},
        after={"tags": after},
    )
    announce_customers([customer.pk], merchant_id=customer.merchant_id, at=at)


@transaction.atomic
def activity_reported(
    person: CustomerFacts, *, facts: ActivityFacts, merchant: Merchant, at: datetime
) -> Activity:
    """What a sender says that a person did, and what it gave.

    A stranger is refused as `CustomerUnknown`, or taken for a guest where the programme says so and an id or address
    is given.
    """
    takes_strangers = merchant.program.unknown_customers == UnknownCustomers.GUEST
    if takes_strangers and (person.external_id or person.email):
        guest = replace(person, has_account=False, account_created_at=None)
        ensured = ensure_customers([guest], merchant_id=merchant.pk, at=at)
        open_accounts(ensured.new_ids, merchant_id=merchant.pk)
        tiers_reviewed(ensured.new_ids, merchant=merchant, cause=Cause.JOINED, happened_at=at, at=at)
    return _received(recognise(person, merchant_id=merchant.pk), facts, None, at=at)


@transaction.atomic
def activity_received(
    customer: Customer, *, facts: ActivityFacts, at: datetime, ruleset: FrozenRuleset | None = None
) -> Activity:
    """The activity and what it gave, by the rules in force, if the caller has not read them.

    Refused as `DuplicateActivity` if the sender said the same before.
    """
    return _received(customer, facts, ruleset, at=at)


def _received(
    customer: Customer, facts: ActivityFacts, ruleset: FrozenRuleset | None, *, at: datetime
) -> Activity:
    ruleset = ruleset or ruleset_in_force(customer.merchant_id)
    activity = record_activity(customer, facts=facts, ruleset=ruleset, at=at)
    tiers_reviewed(
        [customer.pk],
        merchant=customer.merchant,
        cause=Cause.POINTS,
        happened_at=min(facts.happened_at, at),
        at=at,
        terms=ruleset.vip,
    )
    return activity


@letting_go
def activity_revoked(activity: Activity, *, at: datetime) -> None:
    """The activity no longer counts; what it gave is taken back, unless its customer was erased and it is gone."""
    if activity.customer.erased_at:
        return
    with translation.override(activity.merchant.language):
        revoke_activity(activity, at=at)
    announce_customers([activity.customer_id], merchant_id=activity.merchant_id, at=at)
    tiers_reviewed(
        [activity.customer_id], merchant=activity.merchant, cause=Cause.POINTS, happened_at=at, at=at
    )


@transaction.atomic
def points_adjusted(
    customer: Customer,
    *,
    points: int,
    description: str,
    internal_note: str,
    key: str,
    by: User | None,
    at: datetime,
    may_go_negative: bool = False,
    source: str = BY_HAND,
) -> Posted:
    """Points given or taken by hand, or by a program, which is the `source`.

    Refused below zero unless asked to; the same `key` twice is once.
    """
    posted = post(
        Posting(
            customer_id=customer.pk,
            key=f"adjust-{key}",
            kind=Kind.ADJUST,
            points=points,
            description=description,
            internal_note=internal_note,
            source=source,
            actor_id=by.pk if by else None,
            occurred_at=at,
        ),
        merchant_id=customer.merchant_id,
        may_go_negative=may_go_negative,
    )
    announce_customers([customer.pk], merchant_id=customer.merchant_id, at=at)
    return posted


def _state_changed(
    customer: Customer,
    before: CustomerState,
    after: CustomerState,
    *,
    reason: str,
    by: User | None,
    at: datetime,
) -> None:
    if before == after:
        return
    record(
        "customer.excluded" if after == CustomerState.DISABLED else "customer.included",
        subject="customer",
        subject_id=customer.pk,
        merchant_id=customer.merchant_id,
        actor=by,
        at=at,
        before={"state": before},
        after={"state": after, "reason": reason},
    )
    announce_customers([customer.pk], merchant_id=customer.merchant_id, at=at)
