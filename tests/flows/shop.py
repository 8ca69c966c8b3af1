"""What Olive's shop says, and what it comes to."""

from datetime import datetime, timedelta
from typing import Any

from loyalty import flows
from loyalty.customers.snapshots import CustomerFacts
from loyalty.merchants.models import Merchant
from loyalty.orders.models import OrderState
from loyalty.orders.snapshots import AmountFacts, LineFacts, OrderFacts, RefundFacts, ReturnedLine
from loyalty.points.models import PointsTransaction
from tests.cast import MONDAY

ADA = CustomerFacts("shop", "ada", "ada@example.com")
GUEST = CustomerFacts("shop", email="guest@example.com", has_account=False)


def day(number: int) -> datetime:
    """So many days after Monday."""
    return MONDAY + timedelta(days=number)


def amounts(goods: int = 0, *lines: LineFacts, currency: str = "EUR", **given: Any) -> AmountFacts:
    """Goods in cents, or the lines that make them up."""
    total = sum(line.price_cents * line.quantity - line.discount_cents for line in lines) if lines else goods
    return AmountFacts(currency=currency, goods_cents=total, lines=lines, **given)


def placed(
    order: str = "1", *, on: int = 0, by: CustomerFacts | None = ADA, money: AmountFacts
) -> OrderFacts:
    return OrderFacts("shop", order, day(on), customer=by, placed_at=day(on), amounts=money)


def paid(
    order: str = "1", *, on: int = 1, by: CustomerFacts | None = ADA, money: AmountFacts | None = None
) -> OrderFacts:
    return OrderFacts(
        "shop", order, day(on), customer=by, state=OrderState.PAID, paid_at=day(on), amounts=money
    )


def edited(order: str = "1", *, on: int = 2, money: AmountFacts) -> OrderFacts:
    return OrderFacts("shop", order, day(on), amounts=money)


def cancelled(order: str = "1", *, on: int = 3) -> OrderFacts:
    return OrderFacts("shop", order, day(on), state=OrderState.CANCELLED, cancelled_at=day(on))


def refunded(
    order: str = "1", *, on: int = 4, name: str = "r1", goods: int = 0, back: tuple[ReturnedLine, ...] = ()
) -> OrderFacts:
    refund = RefundFacts(name, day(on), goods_cents=goods, lines=back)
    return OrderFacts("shop", order, day(on), refunds=(refund,))


def receive(*facts: OrderFacts, merchant: Merchant, on: int = 9) -> list[int]:
    """Each message by itself, as deliveries come."""
    return [
        order_id for fact in facts for order_id in flows.orders_changed([fact], merchant=merchant, at=day(on))
    ]


def log() -> list[tuple[str, int]]:
    """Kind and points of every entry of the merchant at hand, oldest first."""
    return list(PointsTransaction.objects.order_by("pk").values_list("kind", "points"))
