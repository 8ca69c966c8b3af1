"""How a file of orders is read, and what reading it gave."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from loyalty.files.snapshots import DateOrder
from loyalty.orders.snapshots.orders import OrderFacts


class Field(TextChoices):
    """What a column can say of an order."""

    ORDER = "order", _("Order id")
    NUMBER = "number", _("Order number")
    CUSTOMER = "customer", _("Customer id")
    EMAIL = "email", _("E-mail")
    FIRST_NAME = "first_name", _("First name")
    LAST_NAME = "last_name", _("Last name")
    PLACED = "placed", _("Placed on")
    PAID = "paid", _("Paid on")
    CANCELLED = "cancelled", _("Cancelled on")
    CHANGED = "changed", _("Last changed on")
    STATE = "state", _("State")
    PAID_GOODS = "paid_goods", _("Goods, after discounts")
    GOODS = "goods", _("Goods, before discounts")
    TOTAL = "total", _("Total paid")
    DISCOUNT = "discount", _("Discounts")
    SHIPPING = "shipping", _("Shipping")
    TAX = "tax", _("Tax")
    REFUNDED = "refunded", _("Refunded")
    CURRENCY = "currency", _("Currency")


AMOUNTS = (Field.PAID_GOODS, Field.GOODS, Field.TOTAL)
PERSONS = (Field.CUSTOMER, Field.EMAIL)
DATES = (Field.PAID, Field.PLACED)


class Decimals(TextChoices):
    POINT = ".", _("Point: 1,234.50")
    COMMA = ",", _("Comma: 1 234,50")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How one file is read. `columns` gives the place of each field's column; `skipped_lines` come before the orders.

    `source` names the shop system. `currency` and `timezone` are for rows that name none; a date without a time is
    noon. `are_members` is whether people who are not known yet have an account with the shop, or are guests.
    """

    delimiter: str
    skipped_lines: int
    header: tuple[str, ...]
    columns: Mapping[Field, int]
    source: str
    currency: str
    timezone: str
    date_order: DateOrder = DateOrder.DAY_FIRST
    decimals: Decimals = Decimals.POINT
    are_members: bool = True

    @property
    def is_complete(self) -> bool:
        """Whether every order can have an id, a customer, a date and one amount."""
        needed = ((Field.ORDER,), PERSONS, DATES)
        has_others = all(any(field in self.columns for field in fields) for fields in needed)
        return has_others and sum(field in self.columns for field in AMOUNTS) == 1

    def as_json(self) -> dict[str, Any]:
        """What an import's row keeps."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Reading":
        columns = {Field(name): place for name, place in kept["columns"].items()}
        choices = {"date_order": DateOrder(kept["date_order"]), "decimals": Decimals(kept["decimals"])}
        return cls(**{**kept, **choices, "header": tuple(kept["header"]), "columns": columns})


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that is left out. `seen` is what stood there, cut short."""

    line: int
    order_name: str
    code: str
    field: str = ""
    seen: str = ""


@dataclass(slots=True)
class Chunk:
    """Some rows of a file, read. `lines` tells where each order stands; `offset` and `line` where the next begins."""

    facts: list[OrderFacts] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    offset: int = 0
    line: int = 0


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What orders of a file did, or would do. `points` by rule id, `goods_cents` by currency, after discounts."""

    orders_new: int = 0
    orders_changed: int = 0
    orders_known: int = 0
    customers_new: int = 0
    rows_left_out: int = 0
    points: Mapping[str, int] = field(default_factory=dict)
    goods_cents: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: "ImportCounts") -> "ImportCounts":
        return ImportCounts(
            self.orders_new + other.orders_new,
            self.orders_changed + other.orders_changed,
            self.orders_known + other.orders_known,
            self.customers_new + other.customers_new,
            self.rows_left_out + other.rows_left_out,
            _added(self.points, other.points),
            _added(self.goods_cents, other.goods_cents),
        )

    def as_json(self) -> dict[str, Any]:
        """What an import's row keeps."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "ImportCounts":
        return cls(**kept)

    @property
    def rows(self) -> int:
        return self.orders + self.rows_left_out

    @property
    def orders(self) -> int:
        return self.orders_new + self.orders_changed + self.orders_known

    @property
    def total_points(self) -> int:
        return sum(self.points.values())

    @property
    def changes_nothing(self) -> bool:
        """Every good row says what is known already."""
        return not (self.orders_new or self.orders_changed)


def _added(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {
        key: one.get(key, 0) + other.get(key, 0) for key in [*one, *(key for key in other if key not in one)]
    }
