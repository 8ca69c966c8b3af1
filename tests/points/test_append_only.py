"""What stands in the ledger stays, whoever asks."""

import pytest
from django.db import IntegrityError, connection, transaction
from django_scopes import scope

from loyalty.points.actions import post
from loyalty.points.models import PointsTransaction
from tests.cast import make_customer, make_merchant, make_user
from tests.points.cast import differences, entries, make_ada, make_posting

pytestmark = pytest.mark.django_db

ATTACKS = [
    "UPDATE points_pointstransaction SET points = 1000",
    "UPDATE points_pointstransaction SET internal_note = ''",
    "DELETE FROM points_pointstransaction",
    "INSERT INTO points_pointstransaction SELECT * FROM points_pointstransaction"
    " ON CONFLICT (merchant_id, customer_id, key) DO UPDATE SET points = 1000",
    "MERGE INTO points_pointstransaction t USING points_pointstransaction s ON t.id = s.id"
    " WHEN MATCHED THEN UPDATE SET points = 1000",
    "ALTER TABLE points_pointstransaction ENABLE TRIGGER points_pointstransaction_refuses_truncate;"
    "TRUNCATE points_pointstransaction",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_database_refuses_to_change_an_entry(attack: str) -> None:
    ada = make_ada()
    post(make_posting(ada), merchant_id=ada.merchant_id)

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack)

    assert entries(ada) == [("gift", 100, 100)]
    assert differences() == []


def test_the_models_own_ways_are_refused_too() -> None:
    ada = make_ada()
    posted = post(make_posting(ada), merchant_id=ada.merchant_id)

    with scope(merchant=ada.merchant):
        entry = PointsTransaction.objects.get(pk=posted.transaction_id)
        entry.points = 1000
        for attack in (entry.save, entry.delete, PointsTransaction.objects.all().delete):
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                attack()

    assert entries(ada) == [("gift", 100, 100)]


def test_a_customer_with_a_history_cannot_be_deleted() -> None:
    ada = make_ada()
    post(make_posting(ada), merchant_id=ada.merchant_id)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM customers_customer")

    assert entries(ada) == [("gift", 100, 100)]


@pytest.mark.parametrize("table", ["points_pointstransaction", "points_pointsaccount"])
def test_a_row_cannot_point_at_another_merchants_customer(table: str) -> None:
    ada = make_ada()
    theirs = make_customer(make_merchant(owner=make_user("Stranger")), first_name="Theirs")
    inserts = {
        "points_pointstransaction": "INSERT INTO points_pointstransaction (merchant_id, customer_id, key,"
        " kind, points, pending, balance_after, description, internal_note, source, occurred_at)"
        " VALUES (%s, %s, 'k', 'adjust', 1, 0, 1, '', '', '', now())",
        "points_pointsaccount": "WITH gone AS (DELETE FROM points_pointsaccount) INSERT INTO"
        " points_pointsaccount (merchant_id, customer_id, balance, pending, lifetime)"
        " VALUES (%s, %s + 1000, 0, 0, 0)",
    }

    with (
        pytest.raises(IntegrityError, match="of_merchant"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(inserts[table], [ada.merchant_id, theirs.pk])
