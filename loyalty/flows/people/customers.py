"""Files of customers: who they are."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from loyalty.customers.actions.profiles import add_tags, take_back
from loyalty.customers.mapping import tag_key
from loyalty.customers.mapping.names import is_tag
from loyalty.customers.mapping.rows import Row, person_of
from loyalty.customers.models import Customer, CustomerImport, CustomerImportRow, ImportKind, Result
from loyalty.customers.queries import find_customers, hold_customers
from loyalty.customers.queries.profiles import profiles_of
from loyalty.customers.snapshots import Column, CustomerFacts, PersonRow, Reading, RowReport
from loyalty.files.mapping.dates import moment_of
from loyalty.files.mapping.problems import RowProblem
from loyalty.flows.people.kind import Found, Kind, make
from loyalty.flows.standings import announce_reviewed, tiers_brought
from loyalty.merchants.models import Merchant
from loyalty.points.models import PointsAccount, PointsTransaction
from vip.actions.arrivals import forget_arrival


class Customers(Kind):
    code = ImportKind.CUSTOMERS
    tagline = _("Names, customer ids, languages, tags, and since when they are members. What is known stays.")
    needed = (Column.EMAIL,)
    optional = (
        Column.CUSTOMER,
        Column.FIRST_NAME,
        Column.LAST_NAME,
        Column.JOINED,
        Column.LANGUAGE,
        Column.TAGS,
    )
    example = "email,first name,last name,tags\nada@example.com,Ada,Lovelace,wholesale\n"

    def read(self, row: Row, reading: Reading) -> tuple[CustomerFacts, list[str]]:
        joined = row.get(Column.JOINED, "")
        facts = {
            "external_id": row.get(Column.CUSTOMER, ""),
            "first_name": row.get(Column.FIRST_NAME, ""),
            "last_name": row.get(Column.LAST_NAME, ""),
            "language": row.get(Column.LANGUAGE, ""),
            "has_account": reading.are_members or bool(joined),
            "account_created_at": _joined(joined, reading),
        }
        return person_of(row, reading, **facts), self.said(row, reading)

    def said(self, row: Row, reading: Reading) -> list[str]:  # noqa: ARG002 -- every kind is told how files are read
        return _tags(row.get(Column.TAGS, ""))

    def find(self, rows: Sequence[PersonRow], *, merchant: Merchant, at: datetime) -> list[Found]:
        known = find_customers([row.person for row in rows], merchant_id=merchant.pk)
        before = profiles_of([one.customer_id for one in known if one.customer_id])
        return [
            Found(one.row, one.customer_id, one.is_new, before.get(one.id))
            for one in make(rows, merchant=merchant, at=at)
        ]

    def apply(
        self,
        found: Sequence[Found],
        *,
        stored: CustomerImport,  # noqa: ARG002 -- every kind is told
        reading: Reading,  # noqa: ARG002 -- every kind is told
        merchant: Merchant,
        at: datetime,  # noqa: ARG002 -- every kind is told
    ) -> list[RowReport]:
        add_tags({one.id: one.row.said for one in found}, merchant_id=merchant.pk)
        after = profiles_of([one.id for one in found])
        return [_report(one, after[one.id]) for one in found]

    def arrived(self, reports: Sequence[RowReport]) -> list[int]:
        registered = [one.customer_id for one in reports if one.customer_id and _turns_state(one.before)]
        return [*super().arrived(reports), *registered]

    def withdraw(
        self,
        rows: Sequence[CustomerImportRow],
        *,
        stored: CustomerImport,
        merchant: Merchant,
        at: datetime,
    ) -> None:
        """What was changed since stays, and so do new customers of whom more is known by now."""
        hold_customers([row.customer_id for row in rows if row.customer_id], merchant_id=merchant.pk)
        for row in rows:
            if row.customer_id and row.result == Result.APPLIED:
                if row.before is None:
                    _remove(row.customer_id)
                else:
                    take_back(row.customer_id, before=row.before, after=row.after or {}, at=at)
        guests = [row.customer_id for row in rows if row.customer_id and _turns_state(row.before)]
        reviewed = tiers_brought(guests, merchant=merchant, actor_id=stored.author_id, at=at)
        announce_reviewed(reviewed, merchant_id=merchant.pk, at=at)


def _turns_state(before: Mapping[str, Any] | None) -> bool:
    """Whether the row made a member of a guest: `before` is what it changed, as it was."""
    return before is not None and "state" in before


def _joined(text: str, reading: Reading) -> datetime | None:
    if not text:
        return None
    return moment_of(text, date_order=reading.date_order, zone=UTC, field=Column.JOINED)


def _tags(text: str) -> list[str]:
    tags = [key for tag in re.split("[,;|]", text) if (key := tag_key(tag))]
    for tag in tags:
        if not is_tag(tag):
            raise RowProblem("tags_refused", Column.TAGS, tag)
    return tags


def _report(found: Found, after: Mapping[str, Any]) -> RowReport:
    before = found.before
    if before is None:
        return RowReport(
            found.row.line, Result.APPLIED, found.customer_id, is_new=found.is_new, after=dict(after)
        )
    changed = [field for field in after if before[field] != after[field]]
    return RowReport(
        found.row.line,
        Result.APPLIED if changed else Result.UNCHANGED,
        found.customer_id,
        before={field: before[field] for field in changed},
        after={field: after[field] for field in changed},
    )


def _remove(customer_id: int) -> None:
    """A customer of whom nothing came but the file. Whoever has an order or an entry in the ledger stays."""
    if PointsTransaction.objects.filter(customer=customer_id).exists():
        return
    with suppress(ProtectedError, IntegrityError), transaction.atomic():
        forget_arrival(customer_id)
        PointsAccount.objects.filter(customer=customer_id).delete()
        Customer.objects.filter(pk=customer_id).delete()
