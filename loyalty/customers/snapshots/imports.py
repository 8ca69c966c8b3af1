"""How a file of customers is read, and what reading it gave."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from loyalty.customers.models.imports import Result
from loyalty.customers.snapshots.customers import CustomerFacts
from loyalty.files.snapshots import DateOrder


class Column(TextChoices):
    """What a column can say of a customer."""

    EMAIL = "email", _("E-mail")
    POINTS = "points", _("Points")
    BIRTHDAY = "birthday", _("Birthday")
    TIER = "tier", _("VIP tier")
    CUSTOMER = "customer", _("Customer id")
    FIRST_NAME = "first_name", _("First name")
    LAST_NAME = "last_name", _("Last name")
    JOINED = "joined", _("Member since")
    LANGUAGE = "language", _("Language")
    TAGS = "tags", _("Tags")


class Mode(TextChoices):
    """What the points of a file mean."""

    ADD = "add", _("Add to what customers have")
    RESET = "reset", _("Set the balance to exactly this")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How one file is read. `columns` gives the place of each column; `skipped_lines` come before the first customer.

    `batch` names what is never imported twice; left blank, that is the file's content. `description` is what
    customers read beside their points, `note` what the team reads. `source` names the shop that gave the customer
    ids, and `are_members` is whether people without a date of joining have an account there.
    """

    delimiter: str
    skipped_lines: int
    header: tuple[str, ...]
    columns: Mapping[Column, int]
    mode: Mode = Mode.ADD
    batch: str = ""
    description: str = ""
    note: str = ""
    source: str = "import"
    are_members: bool = False
    date_order: DateOrder = DateOrder.DAY_FIRST

    def as_json(self) -> dict[str, Any]:
        """What an import's row keeps."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Reading":
        columns = {Column(name): place for name, place in kept["columns"].items()}
        choices = {"mode": Mode(kept["mode"]), "date_order": DateOrder(kept["date_order"])}
        return cls(**{**kept, **choices, "header": tuple(kept["header"]), "columns": columns})


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A good row: whom it is about, and what it says, in the terms of its kind."""

    line: int
    person: CustomerFacts
    said: Any = None


@dataclass(frozen=True, slots=True)
class RowReport:
    """What became of a row. `before` and `after` are JSON values in the terms of the kind; `code` names a sentence.

    `customer_id` is None for a row that is refused before anybody is looked for; `person` is then whom it names.
    """

    line: int
    result: Result
    customer_id: int | None = None
    person: str = ""
    is_new: bool = False
    code: str = ""
    field: str = ""
    seen: str = ""
    before: Any = None
    after: Any = None

    @property
    def counts(self) -> bool:
        """Whether the row is done with: what came before in the same batch, or was refused, is not."""
        return self.result != Result.REFUSED and not self.code


@dataclass(slots=True)
class PeopleChunk:
    """Some rows of a file, read. `offset` and `line` tell where the next begins."""

    rows: list[PersonRow] = field(default_factory=list)
    problems: list[RowReport] = field(default_factory=list)
    offset: int = 0
    line: int = 0
