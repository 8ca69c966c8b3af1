"""What a file of orders does: good rows count, bad rows are named, twice is once, and it can be taken back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from loyalty.customers.models import Customer, CustomerState
from loyalty.files.actions import FileTooLarge, NotNow
from loyalty.files.models import ImportPhase
from loyalty.jobs.actions import cancel, claim
from loyalty.jobs.models import Job
from loyalty.jobs.tasks.slices import run_slice
from loyalty.merchants.models import Merchant
from loyalty.orders.actions.imports import (
    ReadingIncomplete,
    UnknownCurrency,
    UnknownTimezone,
    forget_files,
    start_check,
    start_import,
    start_withdrawal,
    store_import,
)
from loyalty.orders.models import Order, OrderImport, OrderImportPart
from loyalty.orders.snapshots import Field, ImportCounts, Reading
from loyalty.outbox.models import Fact
from loyalty.points.models import PointsAccount, PointsTransaction
from tests.cast import MONDAY, make_customer, make_merchant, make_order, make_rule
from tests.orders.cast import HEADER, THREE_ORDERS, check_file, import_file, make_import, withdraw

pytestmark = pytest.mark.django_db
OF_THREE = ImportCounts(
    orders_new=3, customers_new=2, goods_cents={"USD": 3649}, points={"only rule": 10 + 20 + 5}
)


@pytest.fixture
def merchant() -> Merchant:
    merchant = make_merchant(currency="USD")
    make_rule(merchant)
    return merchant


def plain(counts: ImportCounts) -> ImportCounts:
    """The counts with the id of the only rule left out."""
    points = {"only rule": sum(counts.points.values())} if counts.points else {}
    return ImportCounts.from_json({**counts.as_json(), "points": points})


def balances() -> dict[str, int]:
    accounts = PointsAccount.objects.select_related("customer").prefetch_related("customer__identities")
    return {account.customer.identities.get().external_id: account.balance for account in accounts}


def test_orders_of_a_file_become_points(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        counts = import_file(make_import(THREE_ORDERS, merchant=merchant))

        assert plain(counts) == OF_THREE
        assert balances() == {"ada": 30, "grace": 5}
        assert OrderImport.objects.get().phase == ImportPhase.IMPORTED


def test_a_check_says_the_same_and_changes_nothing(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        counts = check_file(make_import(THREE_ORDERS, merchant=merchant))

        assert plain(counts) == OF_THREE
        assert not Order.objects.exists()
        assert not Customer.objects.exists()
        assert not PointsTransaction.objects.exists()
        assert not Fact.objects.exists()


def test_a_check_in_many_chunks_counts_a_stranger_once(
    merchant: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loyalty.orders.tasks.CHUNK_ROWS", 1)

    with scope(merchant=merchant):
        assert plain(check_file(make_import(THREE_ORDERS, merchant=merchant))) == OF_THREE


def test_the_same_file_again_changes_nothing(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        import_file(make_import(THREE_ORDERS, merchant=merchant))
        entries, facts = PointsTransaction.objects.count(), Fact.objects.count()
        orders = list(Order.objects.order_by("pk").values())

        counts = import_file(make_import(THREE_ORDERS, merchant=merchant))

        assert counts == ImportCounts(orders_known=3, goods_cents={"USD": 3649})
        assert counts.changes_nothing
        assert (PointsTransaction.objects.count(), Fact.objects.count()) == (entries, facts)
        assert list(Order.objects.order_by("pk").values()) == orders


def test_bad_rows_are_left_out_and_the_others_count(merchant: Merchant) -> None:
    text = THREE_ORDERS.replace("2026-01-06", "2026-02-30") + "4,ada,2026-01-08,-1\n\n5,ada,2026-01-09,1.00\n"

    with scope(merchant=merchant):
        order_import = make_import(text, merchant=merchant)
        counts = import_file(order_import)

        assert (counts.orders_new, counts.rows_left_out) == (3, 2)
        assert balances() == {"ada": 11, "grace": 5}
        problems = list(
            order_import.problems.order_by("line").values_list("line", "order_name", "code", "seen")
        )
        assert problems == [(3, "2", "date_impossible", "2026-02-30"), (5, "4", "amount_negative", "-1")]


def test_an_order_that_the_programme_refuses_takes_no_other_with_it(merchant: Merchant) -> None:
    make_rule(merchant, points=10**6)
    text = THREE_ORDERS + "4,ada,2026-01-08,9000000000000.00\n"

    with scope(merchant=merchant):
        order_import = make_import(text, merchant=merchant)
        counts = import_file(order_import)

        assert (counts.orders_new, counts.rows_left_out, counts.goods_cents) == (3, 1, {"USD": 3649})
        assert [(problem.line, problem.code) for problem in order_import.problems.all()] == [
            (5, "order_refused")
        ]
        assert not Order.objects.filter(external_id="4").exists()


def test_an_import_taken_back_takes_its_points_and_can_be_repeated(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        first = make_import(THREE_ORDERS, merchant=merchant)
        import_file(first)
        assert withdraw(first).phase == ImportPhase.WITHDRAWN
        assert balances() == {"ada": 0, "grace": 0}

        again = import_file(make_import(THREE_ORDERS, merchant=merchant))

        assert balances() == {"ada": 30, "grace": 5}
        assert (again.orders_new, again.orders_changed, again.total_points) == (0, 3, 35)


def test_a_file_that_was_taken_back_can_be_imported_once_more_as_it_is(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        order_import = make_import(THREE_ORDERS, merchant=merchant)
        import_file(order_import)
        withdraw(order_import)

        import_file(order_import)

        assert balances() == {"ada": 30, "grace": 5}


def test_orders_that_were_known_before_stay_when_an_import_is_taken_back(merchant: Merchant) -> None:
    ada = make_customer(merchant, external_id="ada")
    make_order(ada, external_id="1", goods_cents=10_00, at=MONDAY)

    with scope(merchant=merchant):
        order_import = make_import(THREE_ORDERS, merchant=merchant)
        counts = import_file(order_import, source="shop")
        withdraw(order_import)

        assert counts.orders_new == 2
        assert list(Order.objects.filter(is_withdrawn=False).values_list("external_id", flat=True)) == ["1"]
        assert balances()["ada"] == 10


def test_guests_of_a_file_do_not_earn(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        counts = import_file(make_import(THREE_ORDERS, merchant=merchant), are_members=False)

        assert (counts.orders_new, counts.total_points) == (3, 0)
        assert set(Customer.objects.values_list("state", flat=True)) == {CustomerState.CANDIDATE}


def test_a_file_names_what_came_back_in_all(merchant: Merchant) -> None:
    header = "order id,customer id,paid at,amount,refunded\n"

    with scope(merchant=merchant):
        for refunded, balance in (("3.00", 7), ("3.00", 7), ("8.00", 2), ("5.00", 2), ("10.00", 0)):
            import_file(make_import(f"{header}1,ada,2026-01-05,10.00,{refunded}\n", merchant=merchant))

            assert balances() == {"ada": balance}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_names_survive_any_encoding(merchant: Merchant, encoding: str) -> None:
    text = "Ordernummer;Kundnr;Förnamn;Orderdatum;Belopp\n1;ada;Åsa;2026-01-05;10,50\n"

    with scope(merchant=merchant):
        import_file(make_import(text.encode(encoding), merchant=merchant))

        assert Customer.objects.get().first_name == "Åsa"
        assert balances() == {"ada": 10}


def test_the_currency_of_a_row_counts_and_without_a_rate_it_earns_nothing(merchant: Merchant) -> None:
    text = (
        "order id,customer id,paid at,amount,currency\n1,ada,2026-01-05,1000,JPY\n2,ada,2026-01-05,10,USD\n"
    )

    with scope(merchant=merchant):
        counts = import_file(make_import(text, merchant=merchant))

        assert counts.goods_cents == {"JPY": 1000, "USD": 1000}
        assert balances() == {"ada": 10}


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [
        ({"columns": {Field.ORDER: 0, Field.CUSTOMER: 1, Field.PAID: 2}}, ReadingIncomplete),
        ({"columns": {Field.CUSTOMER: 1, Field.PAID: 2, Field.TOTAL: 3}}, ReadingIncomplete),
        (
            {"columns": {Field.ORDER: 0, Field.CUSTOMER: 1, Field.PAID: 2, Field.TOTAL: 3, Field.GOODS: 3}},
            ReadingIncomplete,
        ),
        ({"currency": "QQQ"}, UnknownCurrency),
        ({"timezone": "Mars/Olympus"}, UnknownTimezone),
    ],
    ids=["no amount", "no order", "two amounts", "currency", "time zone"],
)
def test_a_file_is_not_read_before_it_is_known_how(
    merchant: Merchant, terms: dict[str, object], refusal: type[Exception]
) -> None:
    with scope(merchant=merchant), pytest.raises(refusal):
        check_file(make_import(THREE_ORDERS, merchant=merchant), **terms)


def test_a_file_above_50_megabytes_is_refused_before_it_is_kept(merchant: Merchant) -> None:
    endless = (b"1,ada,2026-01-05,10.00\n" * 50_000 for _ in range(1_000))

    with scope(merchant=merchant), pytest.raises(FileTooLarge):
        store_import(lambda: endless, file_name="big.csv", merchant=merchant, by=None, at=MONDAY)

    with scope(merchant=merchant):
        assert not OrderImport.objects.exists()


def test_a_step_out_of_order_is_refused(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        order_import = make_import(THREE_ORDERS, merchant=merchant)
        with pytest.raises(NotNow):
            start_withdrawal(order_import)
        import_file(order_import)
        with pytest.raises(NotNow):
            start_check(OrderImport.objects.get(), Reading.from_json(order_import.reading))


def test_an_import_is_not_started_twice_at_once(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        started = start_import(make_import(THREE_ORDERS, merchant=merchant))

        with pytest.raises(NotNow):
            start_import(started)


@pytest.mark.django_db(transaction=True)
def test_an_import_that_is_cancelled_keeps_whole_chunks_and_goes_on_from_there(
    merchant: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loyalty.orders.tasks.CHUNK_ROWS", 2)

    with scope(merchant=merchant):
        started = start_import(make_import(THREE_ORDERS, merchant=merchant))
        run_slice(claim(started.job_id or 0), slice_seconds=0)
        cancel(Job.objects.get(pk=started.job_id or 0))
        assert (Order.objects.count(), balances()) == (2, {"ada": 30})

        counts = import_file(OrderImport.objects.get())

        assert (counts.orders_new, counts.orders_known) == (3, 0)
        assert balances() == {"ada": 30, "grace": 5}


@pytest.mark.django_db(transaction=True)
def test_a_check_in_slices_says_what_one_in_a_whole_says(
    merchant: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loyalty.orders.tasks.CHUNK_ROWS", 2)

    with scope(merchant=merchant):
        order_import = make_import(THREE_ORDERS + "4,ada,2026-01-08,1.00\n", merchant=merchant)
        started = start_check(order_import, Reading.from_json(order_import.reading))
        for _slice in range(3):
            run_slice(claim(started.job_id or 0), slice_seconds=0)

        counts = ImportCounts.from_json(OrderImport.objects.get().expected)
        assert (counts.orders_new, counts.customers_new, counts.total_points) == (4, 2, 36)


def test_contents_of_old_files_are_forgotten_and_what_they_did_is_not(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        import_file(make_import(THREE_ORDERS, merchant=merchant))

        forget_files(older_than=MONDAY.replace(year=2027))

        assert not OrderImportPart.objects.exists()
        assert OrderImport.objects.get().outcome["orders_new"] == 3


def test_a_chunk_is_a_fixed_number_of_statements(merchant: Merchant) -> None:
    few, many = (
        HEADER + "".join(f"{n},kund-{n % 7},2026-01-05,{n}.00\n" for n in range(rows)) for rows in (20, 400)
    )

    assert statements_of(few, merchant) == statements_of(many, merchant)


def statements_of(text: str, merchant: Merchant) -> int:
    with scope(merchant=merchant):
        order_import = make_import(text, merchant=merchant)
        with CaptureQueriesContext(connection) as queries:
            import_file(order_import, source=f"shop {len(text)}")
    return len(queries)
