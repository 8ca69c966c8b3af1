"""From the cells of a row to what they say of an order."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from loyalty.customers.mapping import InvalidEmail, email_key
from loyalty.customers.snapshots import CustomerFacts
from loyalty.files.mapping.dates import moment_of
from loyalty.files.mapping.problems import RowProblem
from loyalty.orders.mapping.amounts import cents_of, digits_of
from loyalty.orders.mapping.states import Meaning, meaning_of
from loyalty.orders.models import OrderState
from loyalty.orders.snapshots import AmountFacts, Field, OrderFacts, Reading, RefundFacts

LONGEST = {
    Field.ORDER: 200,
    Field.CUSTOMER: 200,
    Field.NUMBER: 60,
    Field.FIRST_NAME: 100,
    Field.LAST_NAME: 100,
}
CLOCKS_DIFFER = timedelta(days=1)
_PERSON = (Field.CUSTOMER, Field.EMAIL, Field.FIRST_NAME, Field.LAST_NAME)
_EXTRAS = (Field.DISCOUNT, Field.SHIPPING, Field.TAX)
_PAID = Meaning(OrderState.PAID)
_NOT_BELOW_ZERO = frozenset({Field.PAID_GOODS, Field.GOODS, Field.TOTAL, Field.SHIPPING, Field.TAX})


class _Dates(NamedTuple):
    placed: datetime
    paid: datetime | None
    cancelled: datetime | None
    newest: datetime


class RowReader:
    """Reads the rows of one file. `at` is now: dates after it are refused."""

    def __init__(self, reading: Reading, *, at: datetime, import_id: int | None = None) -> None:
        self._reading = reading
        self._import_id = import_id
        self._latest = at + CLOCKS_DIFFER
        self._zone = ZoneInfo(reading.timezone)
        self._columns = dict(reading.columns)
        self._width = len(reading.header)
        self._limits = [(field, longest) for field, longest in LONGEST.items() if field in self._columns]
        self._has_extras = any(field in self._columns for field in _EXTRAS)
        self._moment = lru_cache(maxsize=8192)(self._read_moment)
        self._person = lru_cache(maxsize=8192)(self._read_person)
        self._goods_field = next(
            field for field in (Field.PAID_GOODS, Field.GOODS, Field.TOTAL) if field in self._columns
        )

    def read(self, cells: Sequence[str]) -> OrderFacts:
        """What the row says. Raises RowProblem."""
        row = self._named(cells)
        if not (order := row.get(Field.ORDER, "")):
            raise RowProblem("order_missing", Field.ORDER)
        meaning = meaning_of(row[Field.STATE]) if row.get(Field.STATE) else _PAID
        dates = self._dates(row, meaning.state)
        amounts = self._amounts(row)
        return OrderFacts(
            source=self._reading.source,
            external_id=order,
            happened_at=dates.newest,
            customer=self._person(*(row.get(field, "") for field in _PERSON)),
            state=OrderState.CANCELLED if dates.cancelled else meaning.state,
            number=row.get(Field.NUMBER, ""),
            placed_at=dates.placed,
            paid_at=dates.paid,
            cancelled_at=dates.cancelled,
            amounts=amounts,
            refunds=self._refunds(row, amounts, meaning, dates.newest),
            import_id=self._import_id,
        )

    def _named(self, cells: Sequence[str]) -> dict[Field, str]:
        if len(cells) > self._width and any(map(str.strip, cells[self._width :])):
            raise RowProblem("row_too_wide", seen=str(len(cells)))
        width = len(cells)
        row = {field: cells[place].strip() for field, place in self._columns.items() if place < width}
        for field, longest in self._limits:
            if len(row.get(field, "")) > longest:
                raise RowProblem("text_too_long", field, row[field])
        return row

    def _dates(self, row: dict[Field, str], state: OrderState) -> _Dates:
        placed, paid, cancelled, changed = (
            self._moment(text, field) if (text := row.get(field)) else None
            for field in (Field.PLACED, Field.PAID, Field.CANCELLED, Field.CHANGED)
        )
        placed = placed or paid
        if placed is None:
            raise RowProblem("date_missing", Field.PAID if Field.PAID in self._columns else Field.PLACED)
        if state == OrderState.CANCELLED:
            cancelled = cancelled or changed or placed
        paid = (paid or placed) if state == OrderState.PAID else paid
        return _Dates(placed, paid, cancelled, max(filter(None, (placed, paid, cancelled, changed))))

    def _read_moment(self, text: str, field: Field) -> datetime:
        moment = moment_of(text, date_order=self._reading.date_order, zone=self._zone, field=field)
        if moment > self._latest:
            raise RowProblem("date_future", field, text)
        return moment

    def _amounts(self, row: dict[Field, str]) -> AmountFacts:
        """Goods before discounts, whichever of the three amounts the file gives."""
        currency = (row.get(Field.CURRENCY) or self._reading.currency).upper()
        digits = digits_of(currency)
        if not row.get(self._goods_field):
            raise RowProblem("amount_missing", self._goods_field)
        goods = self._cents(row, self._goods_field, digits)
        if not self._has_extras:
            return AmountFacts(currency, goods)
        discount, shipping, tax = (self._cents(row, field, digits) for field in _EXTRAS)
        if self._goods_field == Field.TOTAL:
            goods = max(0, goods - shipping - tax)
        if self._goods_field != Field.GOODS:
            goods += discount
        return AmountFacts(currency, goods, discount, shipping, tax)

    def _cents(self, row: dict[Field, str], field: Field, digits: int) -> int:
        if not (text := row.get(field)):
            return 0
        cents = cents_of(text, digits=digits, decimals=self._reading.decimals, field=field)
        if cents < 0 and field in _NOT_BELOW_ZERO:
            raise RowProblem("amount_negative", field, text)
        return abs(cents)

    def _read_person(self, customer: str, email: str, first_name: str, last_name: str) -> CustomerFacts:
        if not customer and not email:
            field = Field.CUSTOMER if Field.CUSTOMER in self._columns else Field.EMAIL
            raise RowProblem("customer_missing", field)
        if email:
            _check_email(email)
        reading = self._reading
        return CustomerFacts(reading.source, customer, email, first_name, last_name, reading.are_members)

    def _refunds(
        self, row: dict[Field, str], amounts: AmountFacts, meaning: Meaning, at: datetime
    ) -> tuple[RefundFacts, ...]:
        """All that came back so far, as one refund; the import compares it with what is known."""
        cents = self._cents(row, Field.REFUNDED, digits_of(amounts.currency))
        if meaning.is_refunded and not cents:
            cents = amounts.goods_cents
        return (
            (RefundFacts(external_id=f"total-{cents}", refunded_at=at, goods_cents=cents),) if cents else ()
        )


def _check_email(email: str) -> None:
    try:
        email_key(email)
    except InvalidEmail:
        raise RowProblem("email_impossible", Field.EMAIL, email) from None
