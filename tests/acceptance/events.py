"""The events of a case, fed through the doors that the product uses."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from earning.actions import ActivityFacts
from earning.models import Activity
from loyalty import flows
from loyalty.customers.actions import recognise
from loyalty.customers.models import Customer
from loyalty.customers.snapshots import CustomerFacts, RowReport
from loyalty.errors import Refused
from loyalty.rewards.actions import OrderName
from loyalty.storefront.queries import HubView, hub_view
from tests.acceptance.conditions import store_named, tier_named
from tests.acceptance.orders import SOURCE, moment, order_facts, person, shop_books
from tests.acceptance.people import bring_points
from tests.acceptance.program import LEAD, Program, change_program
from tests.acceptance.referrals import follow
from tests.acceptance.rewards import coupon_named

Given = Mapping[str, Any]


# Who takes no part is nothing that a sender is told.
UNTOLD = ("", "guest", "excluded")


@dataclass
class Run:
    """One case under way: what was refused, and the activities by the names the case gives them."""

    program: Program
    books: Sequence[Given]
    index: int = 0
    errors: list[list[Any]] = field(default_factory=list)
    activities: dict[str, Activity] = field(default_factory=dict)
    erased: dict[str, Customer] = field(default_factory=dict)
    reports: dict[str, list[RowReport]] = field(default_factory=dict)
    views: list[HubView] = field(default_factory=list)

    @property
    def name(self) -> str:
        """A name for an event that has none."""
        return f"event-{self.index}"


def feed(program: Program, events: Sequence[Given]) -> Run:
    """The events, one after the other, each as received; what the product refuses is written down."""
    run = Run(program, shop_books(events, currency=program.merchant.currency))
    for run.index, event in enumerate(events):
        try:
            DOORS[event["type"]](run, event, moment(event.get("received_at", event["at"])))
        except Refused as refusal:
            run.errors.append([run.index, refusal.code])
    return run


def customer_of(run: Run, name: str) -> Customer:
    """The customer whom the shop calls so."""
    return recognise(CustomerFacts(SOURCE, external_id=name), merchant_id=run.program.merchant.pk)


def _customer_created(run: Run, event: Given, at: datetime) -> None:
    created_at = run.program.started_at - LEAD if event.get("existing") else moment(event["at"])
    facts = person(event, created_at=created_at)
    assert facts is not None
    flows.customer_joined(facts, merchant=run.program.merchant, at=at)


def _customer_excluded(run: Run, event: Given, at: datetime) -> None:
    flows.customer_excluded(
        customer_of(run, event["customer"]), reason=event.get("reason", ""), by=None, at=at
    )


def _customer_included(run: Run, event: Given, at: datetime) -> None:
    flows.customer_included(
        customer_of(run, event["customer"]), reason=event.get("reason", ""), by=None, at=at
    )


def _customer_merged(run: Run, event: Given, at: datetime) -> None:
    flows.customers_merged(
        customer_of(run, event["from"]), into=customer_of(run, event["into"]), by=None, at=at
    )


def _customer_erased(run: Run, event: Given, at: datetime) -> None:
    run.erased[event["customer"]] = customer_of(run, event["customer"])
    flows.customer_erased(run.erased[event["customer"]], by=None, at=at)


def _import(run: Run, event: Given, at: datetime) -> None:
    key = str(event.get("key", run.name))
    run.reports[key] = bring_points(
        event["rows"], mode=event.get("mode", "add"), key=key, merchant=run.program.merchant, at=at
    )


def _email_changed(run: Run, event: Given, at: datetime) -> None:
    flows.customer_email_changed(customer_of(run, event["customer"]), email=event["email"], at=at)


def _order(run: Run, event: Given, at: datetime) -> None:
    merchant = run.program.merchant
    store_id = store_named(event["store"], merchant).pk if "store" in event else None
    facts = order_facts(event, run.books[run.index], store_id=store_id)
    flows.orders_changed([facts], merchant=merchant, at=at)


def _activity(run: Run, event: Given, at: datetime) -> None:
    facts = ActivityFacts(
        source="reviews",
        token=event["token"],
        distinct_id=_distinct_id(run, event),
        happened_at=moment(event["at"]),
        is_test=event.get("test", False),
        order_name=event.get("order", ""),
        product=event.get("product", ""),
    )
    whom = person(event, created_at=None) or CustomerFacts(SOURCE)
    activity = flows.activity_reported(whom, facts=facts, merchant=run.program.merchant, at=at)
    run.activities[event.get("event", run.name)] = activity
    if activity.refusal not in UNTOLD:
        run.errors.append([run.index, activity.refusal])


def _distinct_id(run: Run, event: Given) -> str:
    """What the sender counts by: the customer's order, the customer's product, or each delivery."""
    unit = run.program.distinct.get(event["token"], "id")
    if unit == "id":
        return str(event.get("event", run.name))
    return f"{event.get('customer', '')}/{unit}/{event.get(unit, '')}"


def _activity_revoked(run: Run, event: Given, at: datetime) -> None:
    flows.activity_revoked(run.activities[event["of"]], at=at)


def _adjusted(run: Run, event: Given, at: datetime) -> None:
    flows.points_adjusted(
        customer_of(run, event["customer"]),
        points=event["points"],
        description="Points adjusted",
        internal_note=event.get("reason", ""),
        key=event.get("event", run.name),
        by=None,
        at=at,
        may_go_negative=event.get("allow_negative", False),
    )


def _program_changed(run: Run, event: Given, at: datetime) -> None:
    change_program(run.program, event["set"], at=at)


def _birthday_set(run: Run, event: Given, at: datetime) -> None:
    flows.birthday_set(
        customer_of(run, event["customer"]), birthday=date.fromisoformat(event["date"]), by=None, at=at
    )


def _redeem(run: Run, event: Given, at: datetime) -> None:
    flows.reward_redeemed(
        run.program.rewards[event["reward"]],
        customer=customer_of(run, event["customer"]),
        points=event.get("points"),
        key=event.get("event", run.name),
        by=None,
        at=at,
    )


def _redemption_cancelled(_run: Run, event: Given, at: datetime) -> None:
    flows.coupon_cancelled(coupon_named(event["coupon"]), by=None, at=at)


def _coupon_used(_run: Run, event: Given, _at: datetime) -> None:
    order = OrderName(SOURCE, event["order"]) if "order" in event else None
    flows.coupon_used(coupon_named(event["coupon"]), order=order, by=None, at=moment(event["at"]))


def _tier_set(run: Run, event: Given, at: datetime) -> None:
    flows.tier_set(
        customer_of(run, event["customer"]),
        tier_named(event["tier"]) if event.get("tier") else None,
        until=date.fromisoformat(event["until"]) if event.get("until") else None,
        reason=event.get("reason", ""),
        by=None,
        at=at,
    )


def _referral_claimed(run: Run, event: Given, at: datetime) -> None:
    follow(customer_of(run, event["advocate"]), event, at=at)


def _clock(run: Run, _event: Given, at: datetime) -> None:
    while flows.points_activated(run.program.merchant, at=at):
        pass
    while flows.birthdays_kept(run.program.merchant, at=at):
        pass
    while flows.coupons_expired(run.program.merchant, at=at):
        pass
    while flows.points_expired(run.program.merchant, at=at):
        pass
    while flows.tiers_kept(run.program.merchant, at=at):
        pass
    while flows.referrals_ran_out(run.program.merchant, at=at):
        pass


def _hub_view(run: Run, event: Given, at: datetime) -> None:
    run.views.append(hub_view(customer_of(run, event["customer"]), at=at))


DOORS: Mapping[str, Callable[[Run, Given, datetime], None]] = {
    "customer.created": _customer_created,
    "customer.excluded": _customer_excluded,
    "customer.included": _customer_included,
    "customer.email_changed": _email_changed,
    "customer.merged": _customer_merged,
    "customer.erased": _customer_erased,
    "import": _import,
    "order.created": _order,
    "order.paid": _order,
    "order.edited": _order,
    "order.fulfilled": _order,
    "order.cancelled": _order,
    "order.refunded": _order,
    "order.snapshot": _order,
    "activity": _activity,
    "activity.revoked": _activity_revoked,
    "adjust": _adjusted,
    "birthday.set": _birthday_set,
    "redeem": _redeem,
    "hub.view": _hub_view,
    "redemption.cancelled": _redemption_cancelled,
    "coupon.used": _coupon_used,
    "referral.claimed": _referral_claimed,
    "program.changed": _program_changed,
    "tier.set": _tier_set,
    "clock": _clock,
}
