"""A programme whose points expire, and what happens in it."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django_scopes import scope

from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.points.actions import Posted, Posting, post, reverse
from loyalty.points.models import Kind, PointsLot, PointsTransaction
from loyalty.points.queries import expiring_of
from tests.cast import MONDAY, make_customer, make_merchant

_numbers = count(1)


def at(day: str) -> datetime:
    """Noon in Greenwich on that day."""
    return datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)


def make_expiring(mode: str = "lot", **terms: Any) -> Customer:
    """Ada, whose points live twelve months unless said otherwise."""
    merchant = make_merchant(timezone=terms.pop("timezone", "UTC"), at=MONDAY - timedelta(days=365))
    ada = make_customer(merchant)
    let_expire(merchant, mode, **terms)
    return ada


def let_expire(merchant: Merchant, mode: str = "lot", *, since: str = "2026-01-01", **terms: Any) -> None:
    """The setting changes; it counts for credits from `since` on."""
    settings = {
        "expiry_mode": mode,
        "expiry_months": terms.get("months", None if "days" in terms else 12),
        "expiry_days": terms.get("days"),
        "expiry_enabled_on": at(since).date(),
    }
    with scope(merchant=merchant):
        flows.program_changed(merchant, settings, by=None, at=MONDAY)


def earn(ada: Customer, points: int, day: str, *, award: int = 0, **terms: Any) -> Posted:
    """Points for an award; below 0, some of them taken back."""
    number = next(_numbers)
    return _post(
        ada,
        day,
        key=f"award-{award}-{number}",
        kind=terms.pop("kind", Kind.EARN_ORDER if points > 0 else Kind.EARN_ADJUST),
        points=points,
        source="award",
        source_id=award or number + 10**6,
        **terms,
    )


def redeem(ada: Customer, points: int, day: str) -> Posted:
    number = next(_numbers)
    return _post(ada, day, key=f"reward-{number}", kind=Kind.REDEEM, points=-points, source="reward")


def adjust(ada: Customer, points: int, day: str) -> Posted:
    return _post(ada, day, key=f"adjust-{next(_numbers)}", kind=Kind.ADJUST, points=points, source="staff")


def cancel(ada: Customer, redemption: Posted, day: str) -> Posted:
    """The redemption did not happen."""
    with scope(merchant=ada.merchant):
        entry = PointsTransaction.objects.get(pk=redemption.transaction_id)
    return reverse(entry, key=f"undo-{entry.pk}", at=at(day))


def run_clock(ada: Customer, moment: datetime) -> int:
    """How many customers had something expire."""
    done = 0
    with scope(merchant=ada.merchant):
        while found := flows.points_expired(ada.merchant, at=moment, size=2):
            done += found
    return done


def lots(ada: Customer) -> list[tuple[str, int]]:
    """Last valid day and rest of each open lot."""
    with scope(merchant=ada.merchant):
        found = PointsLot.objects.filter(customer=ada, remaining__gt=0).order_by("last_valid_on", "id")
        return [(str(lot.last_valid_on), lot.remaining) for lot in found]


def expiring(ada: Customer) -> list[tuple[str, int]]:
    return [(ends.last_valid_on.isoformat(), ends.points) for ends in expiring_of(ada)]


def log(ada: Customer) -> list[tuple[str, int, str]]:
    """Kind, points and time of each entry."""
    with scope(merchant=ada.merchant):
        found = PointsTransaction.objects.filter(customer=ada).order_by("id")
        return [(entry.kind, entry.points, entry.occurred_at.strftime("%Y-%m-%d %H:%M")) for entry in found]


def _post(ada: Customer, day: str, **terms: Any) -> Posted:
    is_allowed = terms["kind"] != Kind.REDEEM
    posting = Posting(customer_id=ada.pk, description="Points", occurred_at=at(day), **terms)
    return post(posting, merchant_id=ada.merchant_id, may_go_negative=is_allowed)
