"""What a kind of file can do."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django_stubs_ext import StrOrPromise

from loyalty.customers.actions import ensure_customers
from loyalty.customers.mapping.rows import Row, person_of
from loyalty.customers.models import Customer, CustomerImport, CustomerImportRow, ImportKind
from loyalty.customers.queries import find_customers
from loyalty.customers.snapshots import Column, CustomerFacts, PersonRow, Reading, RowReport
from loyalty.merchants.models import Merchant
from loyalty.points.actions import open_accounts


@dataclass(frozen=True, slots=True)
class Found:
    """A good row, and the customer whom it is about; None where nobody is known. `is_new` if the row made them."""

    row: PersonRow
    customer_id: int | None
    is_new: bool = False
    before: Mapping[str, Any] | None = None

    @property
    def id(self) -> int:
        """The customer of a row that has one."""
        return self.customer_id or 0


class Kind(ABC):
    """One kind of file about customers: which columns it has, what a row says, and what it does."""

    code: ClassVar[ImportKind]
    tagline: ClassVar[StrOrPromise]
    needed: ClassVar[tuple[Column, ...]]
    optional: ClassVar[tuple[Column, ...]] = ()
    example: ClassVar[str]

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns that a file of this kind can have."""
        return self.needed + self.optional

    def read(self, row: Row, reading: Reading) -> tuple[CustomerFacts, Any]:
        """Whom the row is about, and what it says beside that. Raises RowProblem."""
        return person_of(row, reading), self.said(row, reading)

    @abstractmethod
    def said(self, row: Row, reading: Reading) -> Any:
        """What the row says of the customer, in the terms of this kind. Raises RowProblem."""

    def find(self, rows: Sequence[PersonRow], *, merchant: Merchant, at: datetime) -> list[Found]:  # noqa: ARG002 -- some make whom they do not find
        """Whom the rows are about, in the order given."""
        found = find_customers([row.person for row in rows], merchant_id=merchant.pk)
        return [Found(row, one.customer_id) for row, one in zip(rows, found, strict=True)]

    @abstractmethod
    def apply(
        self,
        found: Sequence[Found],
        *,
        stored: CustomerImport,
        reading: Reading,
        merchant: Merchant,
        at: datetime,
    ) -> list[RowReport]:
        """Do what the rows say, in the order given; what is refused says why and takes no other with it."""

    def arrived(self, reports: Sequence[RowReport]) -> list[int]:
        """Who is new by these rows, or takes part only by them."""
        return [report.customer_id for report in reports if report.is_new and report.customer_id]

    @abstractmethod
    def withdraw(
        self, rows: Sequence[CustomerImportRow], *, stored: CustomerImport, merchant: Merchant, at: datetime
    ) -> None:
        """Undo what these rows did."""


def make(rows: Sequence[PersonRow], *, merchant: Merchant, at: datetime) -> list[Found]:
    """Whom the rows are about: where nobody is known, a customer with an account for points."""
    ensured = ensure_customers([row.person for row in rows], merchant_id=merchant.pk, at=at)
    if ensured.new_ids:
        open_accounts(ensured.new_ids, merchant_id=merchant.pk)
    new = set(ensured.new_ids)
    return [
        Found(row, customer_id, customer_id in new)
        for row, customer_id in zip(rows, ensured.ids, strict=True)
    ]


def owners_of(rows: Sequence[CustomerImportRow]) -> dict[int, int]:
    """By customer, who has by now what the row gave: whoever they were merged into. Nobody, of who was erased."""
    people = Customer.objects.filter(pk__in=[row.customer_id for row in rows], erased_at=None)
    return {one: into or one for one, into in people.values_list("pk", "merged_into")}
