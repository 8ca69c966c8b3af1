"""Models that prepared statements read."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from loyalty.customers.models import Customer
from loyalty.database.instances import columns_of, instance_of, load, width_of
from loyalty.merchants.models import Merchant, Program
from tests.cast import make_customer, make_merchant

pytestmark = pytest.mark.django_db
OWN = "WHERE merchant_id = %(merchant)s::bigint"


def shown(instance: Program) -> dict[str, object]:
    return {field.attname: getattr(instance, field.attname) for field in instance._meta.concrete_fields}


def test_an_instance_is_as_the_orm_reads_it_lists_and_moments_too() -> None:
    merchant = make_merchant()
    with scope(merchant=merchant):
        Program.objects.filter(pk=merchant.pk).update(excluded_products=["gift-card"])
        kept = Program.objects.get(pk=merchant.pk)

    (program,) = load(Program, OWN, {"merchant": str(merchant.pk)})

    assert shown(program) == shown(kept)
    assert program.excluded_products == ["gift-card"]


def test_many_instances_take_one_statement() -> None:
    merchant = make_merchant()
    with scope(merchant=merchant):
        people = [make_customer(merchant, email=f"{name}@example.com") for name in ("ada", "ben", "cleo")]

    with CaptureQueriesContext(connection) as captured:
        found = load(Customer, f"{OWN} ORDER BY id", {"merchant": str(merchant.pk)})

    assert [one.pk for one in found] == [one.pk for one in people]
    assert [one.email for one in found] == ["ada@example.com", "ben@example.com", "cleo@example.com"]
    assert len(captured) == 1


def test_a_row_may_hold_two_of_them() -> None:
    merchant = make_merchant()
    sql = f"""SELECT {columns_of(Merchant, "merchant")}, {columns_of(Program, "program")}
        FROM merchants_merchant merchant JOIN merchants_program program ON program.merchant_id = merchant.id"""

    with connection.cursor() as cursor:
        cursor.execute(sql)
        (row,) = cursor.fetchall()
    place = width_of(Merchant)

    assert instance_of(Merchant, row[:place]) == merchant
    assert instance_of(Program, row[place:]).merchant_id == merchant.pk


def test_what_was_loaded_is_saved_as_what_it_is() -> None:
    merchant = make_merchant()
    with scope(merchant=merchant):
        make_customer(merchant, email="ada@example.com")
    (ada,) = load(Customer, OWN, {"merchant": str(merchant.pk)})

    ada.updated_at = datetime(2026, 3, 2, tzinfo=UTC)
    with scope(merchant=merchant):
        ada.save(update_fields=["updated_at"])

        assert Customer.objects.get().updated_at == ada.updated_at
