"""What the demo shop sold, to whom, and what came back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from loyalty.customers.snapshots import CustomerFacts
from loyalty.orders.models import OrderState
from loyalty.orders.snapshots import AmountFacts, LineFacts, OrderFacts, RefundFacts, ReturnedLine

SHOP = "demo-shop"
DAYS = 120
MEMBERS = 64
GUESTS = 6
PRODUCTS = (
    ("ESP-250", "Espresso, 250 g", 1090, "coffee"),
    ("FIL-500", "Filter roast, 500 g", 1590, "coffee"),
    ("DEC-250", "Decaf, 250 g", 1190, "coffee"),
    ("V60-02", "Pour-over dripper", 2450, "brewing"),
    ("KET-01", "Gooseneck kettle", 7900, "brewing"),
    ("MUG-BL", "Stoneware mug", 1850, "tableware"),
    ("SUB-12", "Subscription, 12 bags", 14900, "coffee"),
)


@dataclass(frozen=True, slots=True)
class Sale:
    """One order and, for some, what came back."""

    order: OrderFacts
    refund: OrderFacts | None


def sales_until(at: datetime) -> Iterator[Sale]:
    """Four months of orders, oldest first."""
    chance = Random(11)  # noqa: S311 -- a story, not a secret
    times = [
        at - timedelta(days=day, hours=chance.uniform(0.2, 14))
        for day in range(DAYS)
        for _order in range(chance.choice((1, 2, 3, 3, 4)) + (DAYS - day) // 40)
    ]
    for number, paid_at in enumerate(sorted(times), start=1042):
        yield _sale(chance, number=number, paid_at=paid_at, at=at)


def _sale(chance: Random, *, number: int, paid_at: datetime, at: datetime) -> Sale:
    lines = tuple(
        _line(product, chance.choice((1, 1, 2, 3)))
        for product in chance.sample(PRODUCTS, chance.randint(1, 3))
    )
    goods = sum(line.price_cents * line.quantity for line in lines)
    discount = goods // 10 if chance.random() < 0.15 else 0
    order = OrderFacts(
        source=SHOP,
        external_id=str(number),
        number=f"#{number}",
        happened_at=paid_at,
        customer=_buyer(chance),
        state=OrderState.PAID,
        placed_at=paid_at,
        paid_at=paid_at,
        amounts=AmountFacts(
            "EUR", goods, discount, shipping_cents=490, tax_cents=(goods - discount) // 5, lines=lines
        ),
    )
    return Sale(order, _refund(order, lines[0], at=at) if chance.random() < 0.06 else None)


def _line(product: tuple[str, str, int, str], quantity: int) -> LineFacts:
    sku, name, price_cents, category = product
    return LineFacts(
        sku=sku, quantity=quantity, price_cents=price_cents, product=name, categories=(category,)
    )


def _buyer(chance: Random) -> CustomerFacts:
    number = min(int(chance.expovariate(1 / 22)), MEMBERS + GUESTS - 1)
    if number < MEMBERS:
        return CustomerFacts(SHOP, f"c-{1001 + number}")
    return CustomerFacts(SHOP, email=f"guest{number}@example.org", has_account=False)


def _refund(order: OrderFacts, line: LineFacts, *, at: datetime) -> OrderFacts:
    back_at = min(order.happened_at + timedelta(days=6), at)
    returned = RefundFacts(f"r-{order.external_id}", back_at, lines=(ReturnedLine(line.sku, 1),))
    return OrderFacts(SHOP, order.external_id, back_at, refunds=(returned,))
