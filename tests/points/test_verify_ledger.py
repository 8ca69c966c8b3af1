"""`manage.py verify_ledger`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from loyalty.points.actions import post
from loyalty.points.models import Kind
from tests.cast import make_customer, make_merchant, make_user
from tests.points.cast import make_ada, make_posting

pytestmark = pytest.mark.django_db


def verify(*arguments: str) -> tuple[int, list[str]]:
    """The exit code and the lines printed."""
    said = StringIO()
    try:
        call_command("verify_ledger", *arguments, stdout=said)
    except CommandError as error:
        return error.returncode, [*said.getvalue().splitlines(), str(error)]
    return 0, said.getvalue().splitlines()


def spoil(sql: str, *parameters: int) -> None:
    """Do what the product never does."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE points_pointstransaction DISABLE TRIGGER USER")
        cursor.execute(sql, parameters)
        cursor.execute("ALTER TABLE points_pointstransaction ENABLE TRIGGER USER")


def test_a_ledger_that_is_right_is_said_to_be() -> None:
    ada = make_ada()
    make_customer(ada.merchant, first_name="Bea")
    post(make_posting(ada, pending=3), merchant_id=ada.merchant_id)
    post(make_posting(ada, key="order", kind=Kind.EARN_ORDER), merchant_id=ada.merchant_id)

    assert verify() == (0, ["Every sum is what the ledger says."])


def test_an_empty_ledger_is_right() -> None:
    assert verify() == (0, ["Every sum is what the ledger says."])


def test_every_wrong_sum_is_named() -> None:
    ada = make_ada()
    post(make_posting(ada), merchant_id=ada.merchant_id)
    spoil("UPDATE points_pointsaccount SET balance = 99, pending = 1, lifetime = -1")

    code, lines = verify()

    place = f"merchant {ada.merchant_id}, customer {ada.pk}"
    assert code == 1
    assert lines == [
        f"{place}: balance is 99, the ledger says 100",
        f"{place}: pending is 1, the ledger says 0",
        f"{place}: lifetime is -1, the ledger says 0",
        "3 differences from the ledger.",
    ]


def test_a_missing_account_is_named() -> None:
    ada = make_ada()
    post(make_posting(ada), merchant_id=ada.merchant_id)
    spoil("DELETE FROM points_pointsaccount")

    code, lines = verify()

    assert code == 1
    assert lines[0].endswith("balance is missing, the ledger says 100")


def test_an_account_without_entries_has_nothing() -> None:
    ada = make_ada()
    spoil("UPDATE points_pointsaccount SET balance = 5")

    assert verify()[1][0].endswith(f"customer {ada.pk}: balance is 5, the ledger says 0")


def test_an_entry_that_was_tampered_with_is_named_alone() -> None:
    ada = make_ada()
    for n in range(4):
        post(make_posting(ada, key=f"gift-{n}"), merchant_id=ada.merchant_id)
    spoil("UPDATE points_pointstransaction SET points = 90 WHERE key = 'gift-1'")

    code, lines = verify()

    assert code == 1
    assert [line.partition(": ")[2] for line in lines[:-1]] == [
        "balance is 400, the ledger says 390",
        "balance_after is 200, the ledger says 190",
    ]
    assert "entry" in lines[1]


def test_one_merchant_alone_can_be_verified() -> None:
    ada = make_ada()
    strangers = make_merchant(owner=make_user("Stranger"))
    theirs = make_customer(strangers, first_name="Theirs")
    for customer in (ada, theirs):
        post(make_posting(customer), merchant_id=customer.merchant_id)
    spoil("UPDATE points_pointsaccount SET balance = 1 WHERE customer_id = %s", theirs.pk)

    assert verify("--merchant", str(ada.merchant_id))[0] == 0
    assert verify("--merchant", str(strangers.pk))[0] == 1
    assert verify()[0] == 1


def test_a_merchant_who_does_not_exist_is_an_error_of_its_own() -> None:
    code, lines = verify("--merchant", "404")

    assert (code, lines) == (2, ["There is no merchant 404."])
