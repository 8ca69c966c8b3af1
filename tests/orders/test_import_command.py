"""Importing from the command line."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django_scopes import scope

from loyalty.customers.models import Customer, CustomerState
from loyalty.jobs.models import Job, State
from loyalty.merchants.models import Merchant
from loyalty.orders.models import Order
from tests.cast import make_merchant, make_rule
from tests.orders.cast import THREE_ORDERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant() -> Merchant:
    merchant = make_merchant(currency="USD")
    make_rule(merchant)
    return merchant


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(THREE_ORDERS)
    return path


def run(file: Path, merchant: Merchant, *words: str) -> str:
    out = io.StringIO()
    call_command("import_orders", str(file), "--merchant", str(merchant.pk), *words, stdout=out)
    return out.getvalue()


def test_a_file_is_imported_and_summed_up(file: Path, merchant: Merchant) -> None:
    assert run(file, merchant) == (
        "Orders: 3 new, 0 changed, 0 known as they are.\nCustomers: 2 new.\nPoints: +35.\nRows left out: 0.\n"
    )
    assert run(file, merchant).startswith("Nothing new: all 3 orders are known as they are.\n")


def test_a_dry_run_changes_nothing(file: Path, merchant: Merchant) -> None:
    said = run(file, merchant, "--dry-run")

    assert "Points: +35.\n" in said
    assert said.endswith("Nothing was changed.\n")
    with scope(merchant=merchant):
        assert not Order.objects.exists()


def test_columns_are_named_by_hand(merchant: Merchant, tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("a;b;c;d\n1;ada;2026-01-05;10,00\n")

    run(
        file,
        merchant,
        "--map",
        "order=a",
        "--map",
        "customer=b",
        "--map",
        "paid=3",
        "--map",
        "goods=d",
        "--source",
        "old",
        "--guests",
    )

    with scope(merchant=merchant):
        assert Order.objects.get().source == "old"
        assert Customer.objects.get().state == CustomerState.CANDIDATE


def test_problems_are_said(merchant: Merchant, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(THREE_ORDERS.replace("2026-01-06", "2026-02-30"))

    assert "Line 3: Paid on “2026-02-30”: This date does not exist." in run(file, merchant)


def test_work_can_be_left_to_a_worker(file: Path, merchant: Merchant) -> None:
    assert "waits for a worker" in run(file, merchant, "--enqueue")
    assert Job.objects.get().state == State.PENDING


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--map", "colour=1"], "there is no field colour"),
        (["--map", "order=nowhere"], "the file has no column nowhere"),
        (["--currency", "QQQ"], "There is no such currency"),
        (["--timezone", "Mars"], "There is no such time zone"),
    ],
)
def test_what_cannot_be_is_refused(file: Path, merchant: Merchant, words: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        run(file, merchant, *words)


def test_a_missing_file_or_merchant_is_named(file: Path, merchant: Merchant) -> None:
    with pytest.raises(CommandError, match="There is no file"):
        run(file.with_name("none.csv"), merchant)
    with pytest.raises(CommandError, match="There is no merchant 0"):
        call_command("import_orders", str(file), "--merchant", "0")
