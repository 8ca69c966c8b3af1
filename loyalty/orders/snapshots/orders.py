"""What an outside system says about an order. Money is in the order currency's minor unit."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from loyalty.customers.models import CustomerState
from loyalty.customers.snapshots import CustomerFacts
from loyalty.orders.mapping.places import Place, place_of
from loyalty.orders.models import OrderState


@dataclass(frozen=True, slots=True)
class LineFacts:
    """`price_cents` is for one unit; `discount_cents` is for the whole line."""

    sku: str
    quantity: int
    price_cents: int
    discount_cents: int = 0
    product: str = ""
    categories: tuple[str, ...] = ()
    is_gift_card: bool = False


@dataclass(frozen=True, slots=True)
class AmountFacts:
    """All amounts of an order at once. `goods_cents` is before `discount_cents`; with lines it is their sum."""

    currency: str
    goods_cents: int
    discount_cents: int = 0
    shipping_cents: int = 0
    tax_cents: int = 0
    fx_rate: Decimal | None = None
    lines: tuple[LineFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class RefundFacts:
    """Goods money paid back, units that came back, or both for the same goods (then the larger counts)."""

    external_id: str
    refunded_at: datetime
    goods_cents: int = 0
    shipping_cents: int = 0
    lines: tuple[ReturnedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """One message about one order. What it does not know is None or empty, and stays as it was.

    `happened_at` orders messages without a `version`; with one, the higher version replaces everything.
    `state` is given by messages about payment or cancellation only. `country` (ISO 3166) is where the order goes, or
    else who pays for it lives; `locale` is the language it was placed in, `channel` the shop's own word.
    `coupon_codes` are those that it was paid with.
    """

    source: str
    external_id: str
    happened_at: datetime
    customer: CustomerFacts | None = None
    state: OrderState | None = None
    version: int | None = None
    number: str = ""
    placed_at: datetime | None = None
    paid_at: datetime | None = None
    fulfilled_at: datetime | None = None
    cancelled_at: datetime | None = None
    amounts: AmountFacts | None = None
    refunds: tuple[RefundFacts, ...] = ()
    store_id: int | None = None
    import_id: int | None = None
    coupon_codes: tuple[str, ...] = ()
    channel: str = ""
    country: str = ""
    locale: str = ""

    @property
    def place(self) -> Place:
        """Where it was placed, as an order keeps it."""
        return place_of(channel=self.channel, country=self.country, locale=self.locale)

    @property
    def is_guest(self) -> bool | None:
        """Whether it was placed without an account; None where nobody is named."""
        return not self.customer.has_account if self.customer else None


@dataclass(frozen=True, slots=True)
class SeenOrder:
    """An order as it stands now, with everything that came back; its row is locked while this is used.

    `changed_at` is when the newest thing known of it happened.
    """

    id: int
    customer_id: int | None
    customer_state: CustomerState | None
    name: str
    state: OrderState
    placed_at: datetime
    paid_at: datetime | None
    changed_at: datetime
    currency: str
    fx_rate: Decimal | None
    goods_cents: int | None
    discount_cents: int
    shipping_cents: int
    tax_cents: int
    lines: tuple[LineFacts, ...]
    refunds: tuple[RefundFacts, ...]
    is_withdrawn: bool
    store_id: int | None = None
    fulfilled_at: datetime | None = None
    is_guest: bool | None = None
    customer_joined_at: datetime | None = None
    channel: str = ""
    country: str = ""
    locale: str = ""

    @property
    def is_orphaned(self) -> bool:
        """Its customer was erased: what it gave is gone with them, and it gives nothing more."""
        return self.customer_id is not None and self.customer_state is None

    @property
    def is_payable(self) -> bool:
        """Paid, neither cancelled nor withdrawn, and its amounts are known."""
        return self.state == OrderState.PAID and not self.is_withdrawn and self.goods_cents is not None


def as_first_seen(
    fact: OrderFacts,
    order_id: int,
    customer_id: int | None,
    customer_state: CustomerState | None,
    customer_joined_at: datetime | None = None,
) -> SeenOrder:
    """The order as the one message that there is so far leaves it: what reading its row would give."""
    amounts = fact.amounts
    said_at = fact.happened_at if fact.state or amounts else None
    times = (said_at, fact.cancelled_at, fact.paid_at, *(refund.refunded_at for refund in fact.refunds))
    return SeenOrder(
        id=order_id,
        customer_id=customer_id,
        customer_state=customer_state,
        name=fact.number or fact.external_id,
        state=fact.state or OrderState.OPEN,
        placed_at=fact.placed_at or fact.happened_at,
        paid_at=fact.paid_at,
        changed_at=max(filter(None, times), default=fact.happened_at),
        currency=amounts.currency if amounts else "",
        fx_rate=amounts.fx_rate if amounts else None,
        goods_cents=amounts.goods_cents if amounts else None,
        discount_cents=amounts.discount_cents if amounts else 0,
        shipping_cents=amounts.shipping_cents if amounts else 0,
        tax_cents=amounts.tax_cents if amounts else 0,
        lines=amounts.lines if amounts else (),
        refunds=_each_once(fact.refunds) if fact.refunds else (),
        is_withdrawn=False,
        store_id=fact.store_id,
        fulfilled_at=fact.fulfilled_at,
        is_guest=fact.is_guest,
        customer_joined_at=customer_joined_at,
        **fact.place._asdict(),
    )


def _each_once(refunds: tuple[RefundFacts, ...]) -> tuple[RefundFacts, ...]:
    """In the order of time; of two with one name the first counts."""
    named = {refund.external_id: refund for refund in reversed(refunds)}
    return tuple(sorted(named.values(), key=lambda refund: refund.refunded_at))
