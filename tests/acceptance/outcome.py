"""What is true after a case, as far as the case asks."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from loyalty.customers.actions import CustomerUnknown
from loyalty.customers.models import Customer
from loyalty.points.models import PointsTransaction
from loyalty.points.queries import expiring_of
from loyalty.referrals.models import Referral
from loyalty.rewards.models import Coupon
from loyalty.storefront.queries import HubView
from tests.acceptance.events import Run, customer_of
from tests.acceptance.people import told
from tests.acceptance.referrals import referral_lines
from tests.acceptance.rewards import coupon_lines, coupon_named, value_of
from vip.queries import tier_of

Given = Mapping[str, Any]


def asked(expected: Given) -> dict[str, Any]:
    """Everything that is compared: what the case expects, and that nothing else was refused."""
    return {"errors": [], **expected}


def outcome(run: Run, expected: Given) -> dict[str, Any]:
    """The same keys as in `expected`, with what the product says."""
    return {key: ANSWERS[key](run, value) for key, value in expected.items()}


def _errors(run: Run, _expected: object) -> list[list[Any]]:
    return run.errors


def _member_count(_run: Run, _expected: object) -> Any:
    return Customer.objects.members().count()


def _coupons(_run: Run, _expected: object) -> list[list[str]]:
    return coupon_lines(Coupon.objects.order_by("pk"))


def _coupon_values(_run: Run, expected: Given) -> dict[str, str]:
    return {name: value_of(coupon_named(name)) for name in expected}


def _referrals(_run: Run, _expected: object) -> list[list[str | None]]:
    return referral_lines(Referral.objects.order_by("pk"))


def _views(run: Run, expected: Sequence[Given]) -> list[dict[str, Any]]:
    """As many as there were, each as far as the case asks."""
    shown = [_view(view) for view in run.views]
    asked = [*expected, *({} for _ in shown[len(expected) :])]
    return [{key: view[key] for key in keys} for view, keys in zip(shown, asked, strict=False)]


def _view(view: HubView) -> dict[str, Any]:
    return {
        "state": view.state,
        "points": view.points,
        "tier": view.tier and view.tier.name,
        "coupons": [line[0] for line in coupon_lines(view.coupons)],
        "best_reward": view.best and view.best.reward.name,
        "points_needed": view.points_needed,
        "progress": list(view.progress),
    }


def _customers(run: Run, expected: Given) -> dict[str, Any]:
    return {name: _customer(run, name, keys) for name, keys in expected.items()}


def _customer(run: Run, name: str, expected: Given) -> dict[str, Any] | None:
    try:
        customer = customer_of(run, name)
    except CustomerUnknown:
        if name not in run.erased:
            return None
        customer = Customer.objects.get(pk=run.erased[name].pk)
    return {key: CUSTOMER[key](customer) for key in expected}


def _import_reports(run: Run, expected: Mapping[str, Given]) -> dict[str, Any]:
    return {key: {name: told(run.reports[key])[name] for name in wanted} for key, wanted in expected.items()}


def _log(customer: Customer) -> list[list[Any]]:
    """In the order of posting. An entry about pending points is told by those; one that moved nothing is no step."""
    moved = [(entry.kind, entry.points or entry.pending) for entry in _entries(customer)]
    return [[kind, points] for kind, points in moved if points]


def _expiring(customer: Customer) -> list[list[Any]]:
    return [[ends.last_valid_on.isoformat(), ends.points] for ends in expiring_of(customer)]


def _entries(customer: Customer) -> list[PointsTransaction]:
    return list(customer.points_transactions.order_by("pk"))


def _tier(customer: Customer) -> str | None:
    held = tier_of(customer)
    return held.name if held else None


ANSWERS: Mapping[str, Callable[[Run, Any], Any]] = {
    "customers": _customers,
    "errors": _errors,
    "import_reports": _import_reports,
    "member_count": _member_count,
    "coupons": _coupons,
    "views": _views,
    "coupon_values": _coupon_values,
    "referrals": _referrals,
}
CUSTOMER: Mapping[str, Callable[[Customer], Any]] = {
    "balance": lambda customer: customer.account.balance,
    "pending": lambda customer: customer.account.pending,
    "lifetime_points": lambda customer: customer.account.lifetime,
    "state": lambda customer: customer.state,
    "log": _log,
    "tier": _tier,
    "coupons": lambda customer: coupon_lines(customer.coupons.order_by("pk")),
    "expiring": _expiring,
}
