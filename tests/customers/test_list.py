"""The list of customers."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from loyalty.customers.models import Customer, CustomerState
from loyalty.merchants.models import Merchant
from loyalty.team.models import Membership
from tests.cast import make_customer, make_merchant, make_stranger, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant() -> Merchant:
    return make_merchant()


@pytest.fixture
def client(client: Client, merchant: Merchant) -> Client:
    return sign_in(client, make_user("Olive"))


def _names(client: Client, query: str = "") -> list[str]:
    return [customer.first_name for customer in client.get(f"/customers/?{query}").context["page"].rows]


def test_an_empty_list_says_what_to_do(client: Client) -> None:
    answer = client.get("/customers/")

    assert "No customers yet" in answer.content.decode()


def test_tabs_part_members_guests_and_excluded(client: Client, merchant: Merchant) -> None:
    make_customer(merchant, first_name="Ada")
    make_customer(merchant, first_name="Gus", state=CustomerState.CANDIDATE)
    make_customer(merchant, first_name="Eve", state=CustomerState.DISABLED)

    assert sorted(_names(client)) == ["Ada", "Eve", "Gus"]
    assert _names(client, "view=member") == ["Ada"]
    assert _names(client, "view=candidate") == ["Gus"]
    assert _names(client, "view=disabled") == ["Eve"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ada", ["Ada"]),
        ("LOVE ada", ["Ada"]),
        ("åsa", ["Åsa"]),
        ("asa.b@", ["Åsa"]),
        ("id-7", ["Ada"]),
        ("id-", []),
        ("' & | !:*", []),
        ("a\x00da", ["Ada"]),
        ("nobody", []),
    ],
)
def test_search_finds_by_name_email_and_outside_id(
    client: Client, merchant: Merchant, text: str, found: list[str]
) -> None:
    make_customer(merchant, first_name="Ada", last_name="Lovelace", external_id="id-7")
    make_customer(merchant, first_name="Åsa", last_name="Berg", email="Asa.B@example.org")

    answer = client.get("/customers/", {"q": text})

    assert [customer.first_name for customer in answer.context["page"].rows] == found


def test_filters_go_by_balance(client: Client, merchant: Merchant) -> None:
    make_customer(merchant, first_name="Ada", points=5)
    make_customer(merchant, first_name="Bo")

    assert _names(client, "balance_from=1") == ["Ada"]
    assert _names(client, "balance_from=&balance_to=0") == ["Bo"]
    assert _names(client, "balance_to=-1") == []


def test_a_range_is_named_and_can_be_taken_off(client: Client, merchant: Merchant) -> None:
    page = client.get("/customers/?view=member&balance_from=100&balance_to=1500").text

    assert "<strong>100 to 1,500</strong>" in page
    assert 'name="balance_to" value="1500"' in page
    assert '<a class="filter-off" href="?view=member"' in page


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("name", ["Cleo", "Ada", "Bo"]),
        ("-name", ["Bo", "Ada", "Cleo"]),
        ("-balance", ["Bo", "Cleo", "Ada"]),
        ("password", ["Cleo", "Bo", "Ada"]),
    ],
)
def test_columns_sort(client: Client, merchant: Merchant, sort: str, names: list[str]) -> None:
    make_customer(merchant, first_name="Ada", last_name="Berg", points=1)
    make_customer(merchant, first_name="Bo", last_name="Dahl", points=30)
    make_customer(merchant, first_name="Cleo", last_name="Alm", points=20)

    assert _names(client, f"sort={sort}") == names


def test_another_merchants_customers_are_not_listed_nor_exported(client: Client, merchant: Merchant) -> None:
    stranger = make_stranger()
    make_customer(_merchant_of(stranger), first_name="Mallory")

    assert _names(client, "q=mallory") == []
    assert "Mallory" not in _exported(client)


def test_list_reads_as_often_for_three_as_for_one(client: Client, merchant: Merchant) -> None:
    make_customer(merchant, first_name="Ada")
    client.get("/customers/")
    with CaptureQueriesContext(
        connection,
    ) as for_one:
        client.get("/customers/")

    make_customer(merchant, first_name="Bo")
    make_customer(merchant, first_name="Cleo")
    with CaptureQueriesContext(connection) as for_three:
        client.get("/customers/")

    assert len(for_three) == len(for_one)


def test_export_holds_what_the_list_shows(client: Client, merchant: Merchant) -> None:
    make_customer(merchant, first_name="Ada", last_name="Berg", points=7)
    make_customer(merchant, first_name="Gus", state=CustomerState.CANDIDATE)

    rows = list(csv.DictReader(io.StringIO(_exported(client, "view=member"))))

    assert [(row["first_name"], row["email"], row["balance"], row["state"]) for row in rows] == [
        ("Ada", "ada@example.com", "7", "member")
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_export_holds_no_formula(client: Client, merchant: Merchant, start: str) -> None:
    ada = make_customer(merchant)
    with scope(merchant=merchant):
        Customer.objects.filter(pk=ada.pk).update(last_name=f"{start}HYPERLINK(1)")

    [row] = csv.DictReader(io.StringIO(_exported(client), newline=""))

    assert row["last_name"] == f"'{start}HYPERLINK(1)"


def _exported(client: Client, query: str = "") -> str:
    return b"".join(client.get(f"/customers/export/?{query}").streaming_content).decode()  # type: ignore[attr-defined]  # the answer streams


def _merchant_of(user: object) -> Merchant:
    membership: Membership = Membership.objects.with_scopes_disabled().get(user=user)
    return membership.merchant
