"""What a file about customers does: good rows count, bad rows are named, twice is once, and it can be taken back."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from django_scopes import scope

from loyalty import flows
from loyalty.customers.actions.imports import ColumnsMissing, start_import
from loyalty.customers.models import Customer, CustomerImport, CustomerImportRow, CustomerState, ImportKind
from loyalty.customers.snapshots import Column, Mode, Reading
from loyalty.files.actions import NotNow
from loyalty.files.models import ImportPhase
from loyalty.files.snapshots import DateOrder
from loyalty.flows.people import PeopleCounts
from loyalty.flows.people import rows as flow
from loyalty.jobs.actions import NotDue
from loyalty.merchants.models import ExpiryMode, Merchant
from loyalty.outbox.models import Fact
from loyalty.points.models import Kind, PointsAccount, PointsTransaction
from tests.cast import make_adjustment, make_customer, make_merchant, make_order
from tests.customers.cast import check_list, import_list, make_list, report_of, take_list_back

pytestmark = pytest.mark.django_db
TWO = "email,points\nada@example.com,250\ngrace@example.com,1000\n"


@pytest.fixture
def merchant() -> Merchant:
    return make_merchant()


def balances() -> dict[str, int]:
    return {one.customer.email: one.balance for one in PointsAccount.objects.select_related("customer")}


def test_a_balance_that_is_set_is_what_stands_there_afterwards_whatever_expired(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        expiring = {"expiry_mode": ExpiryMode.LOT, "expiry_days": 5}
        flows.program_changed(merchant, expiring, by=None, at=now() - timedelta(days=30))
        ada = make_customer(merchant)
        make_adjustment(ada, points=80, at=now() - timedelta(days=9))

        import_list(make_list(TWO, merchant=merchant), mode=Mode.RESET)

        assert balances() == {"ada@example.com": 250, "grace@example.com": 1000}


def test_nothing_is_taken_back_from_whoever_was_erased(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        stored = make_list(TWO, merchant=merchant)
        import_list(stored)
        grace = Customer.objects.get(email="grace@example.com")
        flows.customer_erased(grace, by=None, at=now())

        take_list_back(stored)

        assert set(PointsAccount.objects.values_list("balance", flat=True)) == {0}


def test_points_of_a_file_are_added(merchant: Merchant) -> None:
    make_customer(merchant, points=50)

    with scope(merchant=merchant):
        stored = make_list(TWO, merchant=merchant)
        counts = import_list(stored, description="Welcome to Grin", note="from the old programme")

        assert counts == PeopleCounts(applied=2, new=1, points=1250)
        assert balances() == {"ada@example.com": 300, "grace@example.com": 1000}
        entry = PointsTransaction.objects.get(customer__email="ada@example.com", kind=Kind.IMPORT)
        assert (entry.points, entry.description, entry.internal_note) == (
            250, "Welcome to Grin", "from the old programme",
        )  # fmt: skip
        assert entry.customer.account.lifetime == 0
        assert Customer.objects.get(email="grace@example.com").state == CustomerState.CANDIDATE


def test_balances_are_set_to_exactly_what_the_file_says(merchant: Merchant) -> None:
    make_customer(merchant, points=400)
    make_customer(merchant, first_name="Grace", points=1000)

    with scope(merchant=merchant):
        counts = import_list(make_list(TWO, merchant=merchant), mode=Mode.RESET)

        assert counts == PeopleCounts(applied=1, unchanged=1, points=-150)
        assert balances() == {"ada@example.com": 250, "grace@example.com": 1000}


def test_a_check_says_the_same_and_changes_nothing(merchant: Merchant) -> None:
    make_customer(merchant, points=50)

    with scope(merchant=merchant):
        facts = Fact.objects.count()
        stored = make_list(TWO, merchant=merchant)
        counts = check_list(stored)

        assert counts == PeopleCounts(applied=2, new=1, points=1250)
        assert balances() == {"ada@example.com": 50}
        assert Fact.objects.count() == facts
        rows = stored.rows.order_by("line").values_list("person", "before", "after", "is_in_effect")
        assert list(rows) == [
            ("ada@example.com", 50, 300, False), ("grace@example.com", 0, 1000, False),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ("1,000", "points_separated"),
        ("1.000", "points_separated"),
        ("1 000", "points_separated"),
        ("1\N{NO-BREAK SPACE}000", "points_separated"),
        ("1'000", "points_separated"),
        ("12.5", "points_separated"),
        ("12,5", "points_separated"),
        ("10.0", "points_separated"),
        ("", "points_missing"),
        ("   ", "points_missing"),
        ("many", "points_unreadable"),
        ("1e3", "points_unreadable"),
        ("0x10", "points_unreadable"),
        ("\N{ARABIC-INDIC DIGIT THREE}", "points_unreadable"),
        ("1000000001", "points_absurd"),
        ("99999999999999999999", "points_separated"),
        ("-51", "balance_too_low"),
    ],
)
def test_points_that_could_be_misread_are_refused(merchant: Merchant, points: str, code: str) -> None:
    make_customer(merchant, points=50)

    with scope(merchant=merchant):
        stored = make_list(
            f'email,points\nada@example.com,"{points}"\ngrace@example.com,7\n', merchant=merchant
        )
        import_list(stored)

        assert report_of(stored) == [(2, "refused", code), (3, "applied", "")]
        assert balances() == {"ada@example.com": 50, "grace@example.com": 7}


@pytest.mark.parametrize(("points", "balance"), [("007", 57), ("+7", 57), ("-50", 0), ("0", 50)])
def test_whole_numbers_are_taken_as_they_stand(merchant: Merchant, points: str, balance: int) -> None:
    make_customer(merchant, points=50)

    with scope(merchant=merchant):
        import_list(make_list(f"email,points\nada@example.com,{points}\n", merchant=merchant))

        assert balances() == {"ada@example.com": balance}


def test_a_balance_is_not_set_below_zero(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        stored = make_list("email,points\nada@example.com,-1\n", merchant=merchant)
        import_list(stored, mode=Mode.RESET)

        assert report_of(stored) == [(2, "refused", "points_below_zero")]


def test_whoever_stands_in_the_file_twice_is_refused_both_times(merchant: Merchant) -> None:
    text = "email,points\nada@example.com,1\ngrace@example.com,2\n ADA@Example.com ,3\n"

    with scope(merchant=merchant):
        stored = make_list(text, merchant=merchant)
        import_list(stored)

        assert report_of(stored) == [
            (2, "refused", "person_repeated"), (3, "applied", ""), (4, "refused", "person_repeated"),
        ]  # fmt: skip
        assert balances() == {"grace@example.com": 2}


def test_twice_in_the_file_is_noticed_across_chunks(
    merchant: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loyalty.customers.tasks.imports.CHUNK_ROWS", 1)
    text = "email,points\nada@example.com,1\ngrace@example.com,2\nada@example.com,3\n"

    with scope(merchant=merchant):
        import_list(make_list(text, merchant=merchant))

        assert balances() == {"grace@example.com": 2}


@pytest.mark.parametrize("mode", list(Mode))
def test_the_same_file_again_changes_nothing(merchant: Merchant, mode: Mode) -> None:
    ada = make_customer(merchant)

    with scope(merchant=merchant):
        import_list(make_list(TWO, merchant=merchant), mode=mode)
        make_adjustment(ada, points=5)
        before, entries = balances(), PointsTransaction.objects.count()

        stored = make_list(TWO, merchant=merchant, name="copy.csv")
        counts = import_list(stored, mode=mode)

        assert counts == PeopleCounts(unchanged=2)
        assert report_of(stored) == [
            (2, "unchanged", "already_imported"),
            (3, "unchanged", "already_imported"),
        ]
        assert (balances(), PointsTransaction.objects.count()) == (before, entries)


def test_a_file_that_was_corrected_counts_only_what_is_new_of_its_batch(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        import_list(make_list(TWO.replace("1000", "1,000"), merchant=merchant), batch="move 2026")
        stored = make_list(TWO, merchant=merchant)
        import_list(stored, batch="move 2026")

        assert report_of(stored) == [(2, "unchanged", "already_imported"), (3, "applied", "")]
        assert balances() == {"ada@example.com": 250, "grace@example.com": 1000}


def test_the_same_list_under_another_batch_counts_again(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        import_list(make_list(TWO, merchant=merchant), batch="November")
        import_list(make_list(TWO, merchant=merchant), batch="December")

        assert balances() == {"ada@example.com": 500, "grace@example.com": 2000}


def test_a_row_in_effect_counts_once_whoever_writes_it(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        import_list(make_list(TWO, merchant=merchant))
        row = CustomerImportRow.objects.filter(is_in_effect=True).first()
        assert row is not None
        row.pk, row.line = None, 99

        with pytest.raises(IntegrityError, match="import_row_counts_once"):
            row.save(force_insert=True)


def test_taking_an_import_back_gives_everybody_what_they_had(merchant: Merchant) -> None:
    ada = make_customer(merchant, points=300)

    with scope(merchant=merchant):
        stored = make_list(TWO, merchant=merchant)
        import_list(stored, mode=Mode.RESET)
        make_adjustment(ada, points=9)

        taken_back = take_list_back(stored)

        assert balances() == {"ada@example.com": 309, "grace@example.com": 0}
        assert taken_back.phase == ImportPhase.WITHDRAWN
        assert not CustomerImportRow.objects.filter(is_in_effect=True).exists()


def test_what_was_taken_back_can_be_imported_anew(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        stored = make_list(TWO, merchant=merchant)
        import_list(stored)
        stored = take_list_back(stored)

        with pytest.raises(NotNow):
            start_import(stored, needed=())
        import_list(make_list(TWO, merchant=merchant))

        assert balances() == {"ada@example.com": 250, "grace@example.com": 1000}


def test_points_of_a_guest_wait_until_they_register(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        import_list(make_list(TWO, merchant=merchant))

    grace = make_customer(merchant, first_name="Grace")

    assert (grace.account.balance, grace.state) == (1000, CustomerState.MEMBER)


def test_nobody_is_made_who_would_only_lose_points(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        stored = make_list("email,points\nada@example.com,-5\n", merchant=merchant)
        import_list(stored)

        assert report_of(stored) == [(2, "refused", "person_unknown")]
        assert not Customer.objects.exists()


def test_columns_are_found_by_their_swedish_names_too(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        stored = make_list("E-postadress;Namn;Poäng\nada@example.com;Ada;250\n", merchant=merchant)

        assert Reading.from_json(stored.reading).columns == {Column.EMAIL: 0, Column.POINTS: 2}


def test_a_file_without_a_column_that_is_needed_is_refused(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        stored = make_list("email,sum of it\nada@example.com,250\n", merchant=merchant)

        with pytest.raises(ColumnsMissing, match="Points"):
            import_list(stored)


def test_birthdays_come_with_and_without_a_year(merchant: Merchant) -> None:
    ada, grace = make_customer(merchant), make_customer(merchant, first_name="Grace")
    text = (
        "email,birthday\nada@example.com,1990-12-10\ngrace@example.com,12-09\nnobody@example.com,1990-01-01\n"
    )

    with scope(merchant=merchant):
        stored = make_list(text, merchant=merchant, kind=ImportKind.BIRTHDAYS)
        import_list(stored)

        assert report_of(stored) == [(2, "applied", ""), (3, "applied", ""), (4, "refused", "person_unknown")]
        ada.refresh_from_db()
        grace.refresh_from_db()
        assert (ada.birthday, grace.birthday) == (date(1990, 12, 10), date(1004, 12, 9))


@pytest.mark.parametrize(
    ("text", "order", "born"),
    [
        ("31/12", DateOrder.DAY_FIRST, date(1004, 12, 31)),
        ("12/31", DateOrder.MONTH_FIRST, date(1004, 12, 31)),
        ("31.12.", DateOrder.DAY_FIRST, date(1004, 12, 31)),
        ("--02-29", DateOrder.DAY_FIRST, date(1004, 2, 29)),
        ("1931-03-04", DateOrder.DAY_FIRST, date(1931, 3, 4)),
        ("04/03/1931", DateOrder.DAY_FIRST, date(1931, 3, 4)),
    ],
)
def test_birthdays_are_read_as_dates_are_written(
    merchant: Merchant, text: str, order: DateOrder, born: date
) -> None:
    ada = make_customer(merchant)

    with scope(merchant=merchant):
        stored = make_list(
            f"email,birthday\nada@example.com,{text}\n", merchant=merchant, kind=ImportKind.BIRTHDAYS
        )
        import_list(stored, date_order=order)

        ada.refresh_from_db()
        assert ada.birthday == born


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1990-02-30", "date_impossible"),
        ("31-12", "date_impossible"),
        ("soon", "date_unreadable"),
        ("2999-01-01", "birthday_refused"),
        ("1850-01-01", "birthday_refused"),
        ("", "birthday_missing"),
    ],
)
def test_impossible_birthdays_are_refused(merchant: Merchant, text: str, code: str) -> None:
    ada = make_customer(merchant)

    with scope(merchant=merchant):
        stored = make_list(
            f"email,birthday\nada@example.com,{text}\n", merchant=merchant, kind=ImportKind.BIRTHDAYS
        )
        import_list(stored)

        assert report_of(stored) == [(2, "refused", code)]
        ada.refresh_from_db()
        assert ada.birthday is None


def test_birthdays_are_taken_back_unless_they_changed_since(merchant: Merchant) -> None:
    ada, grace = make_customer(merchant), make_customer(merchant, first_name="Grace")
    text = "email,birthday\nada@example.com,1990-12-10\ngrace@example.com,12-09\n"

    with scope(merchant=merchant):
        stored = make_list(text, merchant=merchant, kind=ImportKind.BIRTHDAYS)
        import_list(stored)
        Customer.objects.filter(pk=grace.pk).update(birthday=date(1906, 12, 9))

        take_list_back(stored)

        ada.refresh_from_db()
        grace.refresh_from_db()
        assert (ada.birthday, grace.birthday) == (None, date(1906, 12, 9))


PEOPLE = (
    "email,first name,last name,customer id,member since,language,tags\n"
    "ada@example.com,Augusta,King,c-1,2024-05-06,en_GB,VIP; early bird\n"
    "grace@example.com,Grace,Hopper,c-2,,,\n"
)


def test_customers_are_made_and_blanks_are_filled(merchant: Merchant) -> None:
    make_customer(merchant, last_name="")

    with scope(merchant=merchant):
        stored = make_list(PEOPLE, merchant=merchant, kind=ImportKind.CUSTOMERS)
        counts = import_list(stored, source="oldshop")

        assert counts == PeopleCounts(applied=2, new=1)
        ada, grace = Customer.objects.order_by("pk")
        assert (ada.first_name, ada.last_name, ada.language) == ("Ada", "King", "en-GB")
        assert sorted(ada.tags.values_list("tag", flat=True)) == ["early bird", "vip"]
        assert ada.identities.get().external_id == "c-1"
        assert ada.joined_at is not None
        assert ada.joined_at.year == 2024
        assert (grace.name, grace.state) == ("Grace Hopper", CustomerState.CANDIDATE)


def test_customers_of_a_file_go_again_unless_something_came_since(merchant: Merchant) -> None:
    make_customer(merchant, last_name="")
    with scope(merchant=merchant):
        before: dict[str, Any] = dict(Customer.objects.values().get())
        stored = make_list(
            PEOPLE + "hedy@example.com,Hedy,Lamarr,c-3,,,\n", merchant=merchant, kind=ImportKind.CUSTOMERS
        )
        import_list(stored, source="oldshop")
        hedy = Customer.objects.get(email="hedy@example.com")
        hedy.merchant = merchant
        make_order(hedy)

        take_list_back(stored)

        ada = Customer.objects.get(email="ada@example.com")
        unchanged = ("first_name", "last_name", "language", "state", "joined_at")
        assert {name: getattr(ada, name) for name in unchanged} == {name: before[name] for name in unchanged}
        assert not ada.tags.exists()
        assert not ada.identities.exists()
        assert not Customer.objects.filter(email="grace@example.com").exists()
        assert Customer.objects.filter(email="hedy@example.com").exists()


def test_a_file_of_three_or_of_thirty_takes_as_many_statements(merchant: Merchant) -> None:
    def statements(people: int) -> int:
        rows = "".join(f"p{people}-{number}@example.com,{number + 1}\n" for number in range(people))
        stored = make_list(f"email,points\n{rows}", merchant=merchant)
        with CaptureQueriesContext(connection) as captured:
            import_list(stored)
        return len(captured)

    with scope(merchant=merchant):
        statements(2)
        assert statements(3) == statements(30)


def test_one_chunk_is_whole_or_not_at_all(merchant: Merchant, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_terms: object) -> None:
        raise ConnectionError("The power went.")

    with scope(merchant=merchant):
        stored = make_list(TWO, merchant=merchant)
        monkeypatch.setattr(flow, "announce_customers", fail)
        with pytest.raises(NotDue):
            import_list(stored)

        assert not PointsTransaction.objects.exists()
        assert not CustomerImport.objects.get().rows.exists()
