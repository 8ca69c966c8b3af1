"""The wizard for lists: choose a file, say what its columns are, see what it will do, have it done, take it back."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from loyalty.customers.actions.imports import start_import
from loyalty.customers.models import CustomerImport, ImportKind
from loyalty.customers.snapshots import Reading
from loyalty.files.models import ImportPhase
from loyalty.flows.people import KINDS
from loyalty.jobs.models import Job, State
from loyalty.merchants.models import Merchant
from loyalty.points.models import PointsAccount
from loyalty.team.models import Role
from tests.cast import MONDAY, make_colleague, make_customer, make_merchant, make_user, sign_in
from tests.customers.cast import check_list, import_list, make_list

pytestmark = pytest.mark.django_db
TWO = b'email,points\nada@example.com,250\ngrace@example.com,"1,000"\n'
ANSWERS = {"email": "0", "points": "1", "mode": "add", "description": "", "note": "", "batch": ""}


@pytest.fixture
def merchant() -> Merchant:
    return make_merchant()


@pytest.fixture
def olive(client: Client, merchant: Merchant) -> Client:
    return sign_in(client, make_user("Olive"))


def upload(client: Client, content: bytes, kind: str = "points") -> HttpResponse:
    file = SimpleUploadedFile("list.csv", content)
    return client.post(reverse("customers:import_upload"), {"kind": kind, "file": file})  # type: ignore[return-value]  # the test client's own kind


def url(name: str, stored: CustomerImport) -> str:
    return reverse(f"customers:{name}", args=[stored.pk])


def latest(merchant: Merchant) -> CustomerImport:
    with scope(merchant=merchant):
        return CustomerImport.objects.latest("pk")


def balances(merchant: Merchant) -> list[int]:
    with scope(merchant=merchant):
        return sorted(PointsAccount.objects.values_list("balance", flat=True))


def test_the_way_from_a_list_to_points_and_back(olive: Client, merchant: Merchant) -> None:
    upload(olive, TWO)
    stored = latest(merchant)

    checked = olive.post(url("import_check", stored), ANSWERS, follow=True)
    assert "Import 1 row" in checked.text
    assert "1000, not 1,000 or 1000.0" in checked.text
    assert balances(merchant) == []

    imported = olive.post(url("import_start", stored), follow=True)
    assert "The list is imported" in imported.text
    assert balances(merchant) == [250]

    asked = olive.get(url("import_reverse", stored))
    assert "<strong>1</strong>" in asked.text
    assert "<strong>+250</strong>" in asked.text

    taken_back = olive.post(url("import_reverse", stored), follow=True)
    assert "This import was taken back" in taken_back.text
    assert balances(merchant) == [0]


def test_another_choice_is_shown_before_anything_is_checked(olive: Client, merchant: Merchant) -> None:
    upload(olive, TWO)

    answer = olive.post(
        url("import_check", latest(merchant)), {**ANSWERS, "points": "0"}, headers={"HX-Request": "true"}
    )

    assert "This is not a number of points." in answer.text
    assert latest(merchant).phase == ImportPhase.UPLOADED


def test_a_column_that_is_missing_is_said_at_its_field(olive: Client, merchant: Merchant) -> None:
    upload(olive, TWO)

    answer = olive.post(url("import_check", latest(merchant)), {**ANSWERS, "points": "-"})

    assert answer.status_code == 422
    assert answer.context["form"].errors["points"] == ["Choose the column that holds this."]


def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(olive: Client, merchant: Merchant) -> None:
    answer = upload(olive, b"")

    assert answer.status_code == 422
    assert "This file is empty." in answer.text


def test_every_row_is_reported_and_can_be_downloaded(olive: Client, merchant: Merchant) -> None:
    make_customer(merchant, points=50)
    with scope(merchant=merchant):
        stored = make_list(TWO + b"=1+1,7\n", merchant=merchant)
        import_list(stored)

    page = olive.get(url("import_detail", stored) + "?result=refused").text
    report = b"".join(olive.get(url("import_report", stored)).streaming_content)  # type: ignore[attr-defined]  # a stream

    assert "grace@example.com" in page
    assert "Ada" not in page
    rows = list(csv.reader(io.StringIO(report.decode("utf-8-sig"))))
    assert [row[:3] for row in rows[1:]] == [
        ["2", "ada@example.com", "Applied"], ["3", "grace@example.com", "Left out"], ["4", "'=1+1", "Left out"],
    ]  # fmt: skip
    assert rows[1][5:] == ["50", "300"]


def test_what_a_list_of_customers_changed_is_told_in_words(olive: Client, merchant: Merchant) -> None:
    text = (
        "customer id,email,first name,last name,language,tags,member since\n"
        "k-1,ada@example.org,Ada,Lovelace,sv,wholesale,2024-01-05\n"
    )
    with scope(merchant=merchant):
        stored = make_list(text, merchant=merchant, kind=ImportKind.CUSTOMERS)
        import_list(stored)

    page = olive.get(url("import_detail", stored)).text

    assert "Ada Lovelace · member since January 5, 2024 · Swedish · wholesale · import: k-1" in page


def test_a_list_whose_work_ended_early_is_said_to_be_stopped(olive: Client, merchant: Merchant) -> None:
    with scope(merchant=merchant):
        stored = make_list(TWO, merchant=merchant)
        start_import(stored, Reading.from_json(stored.reading), needed=KINDS[stored.kind].needed)
    Job.objects.update(state=State.DEAD, finished_at=MONDAY)

    listed = olive.get(reverse("customers:imports")).text

    assert "Stopped" in listed
    assert "Being imported" not in listed


def test_the_same_list_again_is_said_to_be_nothing_new(olive: Client, merchant: Merchant) -> None:
    with scope(merchant=merchant):
        import_list(make_list(TWO, merchant=merchant))
        again = make_list(TWO, merchant=merchant)
        check_list(again)

    page = olive.get(url("import_detail", again)).text

    assert "There is nothing new in this file" in page
    assert url("import_start", again) not in page


def test_a_large_list_is_left_to_a_worker_and_shows_a_bar(
    olive: Client, merchant: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loyalty.files.views.SMALL_BYTES", 0)
    upload(olive, TWO)

    page = olive.post(url("import_check", latest(merchant)), ANSWERS, follow=True)

    assert url("import_bar", latest(merchant)) in page.text
    assert 'class="progress-bar"' in olive.get(url("import_bar", latest(merchant))).text


@pytest.mark.parametrize("kind", ["points", "birthdays", "customers"])
def test_each_kind_asks_for_its_own_columns(olive: Client, merchant: Merchant, kind: str) -> None:
    upload(olive, b"email,birthday,points\nada@example.com,1990-12-10,5\n", kind)

    page = olive.get(url("import_check", latest(merchant)))

    assert page.status_code == 200
    assert (
        list(page.context["form"].fields)[-1]
        == {"points": "points", "birthdays": "birthday", "customers": "tags"}[kind]
    )


def test_only_those_who_may_change_things_import(client: Client, merchant: Merchant) -> None:
    with scope(merchant=merchant):
        stored = make_list(TWO, merchant=merchant)
        check_list(stored)
    sign_in(client, make_colleague(merchant, role=Role.VIEWER))

    assert client.get(reverse("customers:import_upload")).status_code == 403
    assert client.post(url("import_start", stored)).status_code == 403
    assert url("import_start", stored) not in client.get(url("import_detail", stored)).text


def test_imports_are_listed_with_what_they_did(olive: Client, merchant: Merchant) -> None:
    assert "No list has been imported yet" in olive.get(reverse("customers:imports")).text
    with scope(merchant=merchant):
        import_list(make_list(TWO, merchant=merchant, name="spring.csv"))

    page = olive.get(reverse("customers:imports")).text

    assert "spring.csv" in page
    assert "+250" in page
