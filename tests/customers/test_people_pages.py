"""Merging, erasing, exporting and noting on pages."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from loyalty.customers.models import Customer, CustomerNote
from loyalty.customers.queries.duplicates import suspected_duplicates
from loyalty.merchants.models import Merchant
from loyalty.team.models import Role
from tests.cast import make_colleague, make_customer, make_merchant, make_order, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant() -> Merchant:
    return make_merchant()


@pytest.fixture
def olive(client: Client, merchant: Merchant) -> Client:
    return sign_in(client, make_user("Olive"))


def page(name: str, customer: Customer) -> str:
    return reverse(f"customers:{name}", args=[customer.pk])


def test_a_merge_is_looked_at_before_it_is_done(olive: Client, merchant: Merchant) -> None:
    ada, augusta = (
        make_customer(merchant, points=30),
        make_customer(merchant, first_name="Augusta", points=12),
    )

    found = olive.get(page("merge", ada), {"q": "augusta"}).text
    assert f"{page('merge', ada)}?other={augusta.pk}" in found

    preview = olive.get(page("merge", ada), {"other": augusta.pk}).text
    assert "<strong>42</strong>" in preview
    assert "This cannot be undone." in preview

    done = olive.post(page("merge", ada), {"other": augusta.pk}, follow=True).text
    assert "The two customers are one." in done
    assert "augusta@example.com" in done
    gone = olive.get(page("detail", augusta))
    assert gone.headers["Location"] == page("detail", ada)


def test_a_merge_that_makes_no_sense_is_refused_in_a_sentence(olive: Client, merchant: Merchant) -> None:
    ada = make_customer(merchant)

    answer = olive.post(page("merge", ada), {"other": ada.pk})

    assert answer.status_code == 422
    assert "This is the same customer." in answer.text


def test_nobody_is_erased_by_a_slip(olive: Client, merchant: Merchant) -> None:
    ada = make_customer(merchant, points=30)

    asked = olive.post(page("erase", ada), {"word": "grace@example.com"})
    assert "30 points and 0 pending points are forfeited." in asked.text
    assert "This is something else." in asked.text

    done = olive.post(page("erase", ada), {"word": " ADA@example.com "}, follow=True)
    assert "The customer was erased." in done.text
    assert "Ada" not in done.text
    assert "This customer was erased" in olive.get(page("detail", ada)).text


def test_personal_data_is_a_file_with_everything(olive: Client, merchant: Merchant) -> None:
    ada = make_customer(merchant, points=30, external_id="a-1")
    make_order(ada, external_id="o-1")
    olive.post(page("add_note", ada), {"text": "Called twice"})

    answer = olive.get(page("personal_data", ada))

    assert answer.headers["Content-Disposition"] == f'attachment; filename="customer-{ada.pk}.json"'
    data = json.loads(answer.content)
    assert data["customer"]["email"] == "ada@example.com"
    assert data["points"] == {"balance": 30, "pending": 0, "lifetime": 0}
    assert [one["external_id"] for one in data["orders"]] == ["o-1"]
    assert [one["text"] for one in data["notes"]] == ["Called twice"]
    assert [one["points"] for one in data["points_transactions"]] == [30]


def test_notes_stand_on_the_page_of_their_customer(olive: Client, merchant: Merchant) -> None:
    ada = make_customer(merchant)

    shown = olive.post(page("add_note", ada), {"text": "Likes <dark> roast"}, follow=True).text
    assert "Likes &lt;dark&gt; roast" in shown

    refused = olive.post(page("add_note", ada), {"text": "  "}, follow=True).text
    assert "Write something first." in refused
    with scope(merchant=merchant):
        assert CustomerNote.objects.count() == 1


def test_whoever_only_looks_changes_nothing(client: Client, merchant: Merchant) -> None:
    ada = make_customer(merchant)
    sign_in(client, make_colleague(merchant, role=Role.VIEWER))

    for name in ("merge", "erase", "personal_data"):
        assert client.get(page(name, ada)).status_code == 403
    assert client.post(page("add_note", ada), {"text": "x"}).status_code == 403


@pytest.mark.parametrize(
    "other", ["ada+shop@example.com", "a.d.a@example.com", "ada17@example.com", "A.DA+x9@example.com"]
)
def test_similar_addresses_of_one_name_are_suspected(merchant: Merchant, other: str) -> None:
    ada = make_customer(merchant)
    double = make_customer(merchant, email=other)
    make_customer(merchant, first_name="Grace", email="ada2000@example.com")
    make_customer(merchant, email="ada@example.org")

    with scope(merchant=merchant):
        (suspects,) = suspected_duplicates(merchant.pk)
        assert suspects.customers == [ada, double]


def test_suspects_are_listed_with_a_way_to_merge(olive: Client, merchant: Merchant) -> None:
    assert "No duplicates are suspected" in olive.get(reverse("customers:duplicates")).text
    ada, double = make_customer(merchant), make_customer(merchant, email="ada+2@example.com")

    listed = olive.get(reverse("customers:duplicates")).text

    assert f"{page('merge', ada)}?other={double.pk}" in listed
