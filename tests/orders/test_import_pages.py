"""The wizard: choose a file, say what its columns are, look at what it will do, have it done, take it back."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django_scopes import scope

from loyalty.files.http import refuse_larger_than
from loyalty.files.models import ImportPhase
from loyalty.jobs.models import Job
from loyalty.merchants.models import Merchant
from loyalty.orders.models import Order, OrderImport
from loyalty.orders.snapshots import Field
from loyalty.points.models import PointsAccount
from loyalty.team.models import Role
from tests.cast import make_colleague, make_merchant, make_rule, make_user, sign_in
from tests.orders.cast import HEADER, THREE_ORDERS, check_file, import_file, make_import

pytestmark = pytest.mark.django_db
ANSWERS = {
    **dict.fromkeys(Field.values, "-"),
    "order": "0",
    "customer": "1",
    "paid": "2",
    "total": "3",
    "source": "shop",
    "default_currency": "usd",
    "timezone": "Europe/Stockholm",
    "date_order": "day",
    "decimals": ".",
    "people": "members",
}


@pytest.fixture
def merchant() -> Merchant:
    merchant = make_merchant(currency="USD")
    make_rule(merchant)
    return merchant


@pytest.fixture
def olive(client: Client, merchant: Merchant) -> Client:
    return sign_in(client, make_user("Olive"))


def upload(client: Client, content: bytes, name: str = "orders.csv") -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("orders:import_upload"), {"file": file})  # type: ignore[return-value]  # the test client's own kind


def url(name: str, order_import: OrderImport) -> str:
    return reverse(f"orders:{name}", args=[order_import.pk])


def stored(merchant: Merchant) -> OrderImport:
    with scope(merchant=merchant):
        return OrderImport.objects.latest("pk")


def test_the_way_from_a_file_to_points_and_back(olive: Client, merchant: Merchant) -> None:
    upload(olive, THREE_ORDERS.encode())
    order_import = stored(merchant)

    checked = olive.post(url("import_check", order_import), ANSWERS, follow=True)
    assert "Import 3 orders" in checked.text
    assert order_import.phase == ImportPhase.UPLOADED

    imported = olive.post(url("import_start", order_import), follow=True)
    assert "The orders are imported" in imported.text
    with scope(merchant=merchant):
        assert sorted(PointsAccount.objects.values_list("balance", flat=True)) == [5, 30]

    asked = olive.get(url("import_reverse", order_import))
    told = re.findall(r"<dt>([^<]*)</dt><dd><strong class=\"number\">([^<]*)</strong></dd>", asked.text)
    assert told == [
        ("Orders that no longer count", "3"), ("Customers they are of", "2"), ("Points taken back", "35"),
    ]  # fmt: skip
    assert "Take back 35 points" in asked.text

    taken_back = olive.post(url("import_reverse", order_import), follow=True)
    assert "This import was taken back" in taken_back.text
    with scope(merchant=merchant):
        assert set(PointsAccount.objects.values_list("balance", flat=True)) == {0}


def test_the_first_rows_are_shown_as_they_are_read(olive: Client, merchant: Merchant) -> None:
    upload(olive, (HEADER + "1,ada,2026-01-05,10.00\n2,ada,2026-01-36,1.00\n").encode())

    page = olive.get(url("import_check", stored(merchant))).text

    assert "$10.00" in page
    assert "Paid on “2026-01-36”: This date does not exist." in page


def test_another_choice_is_shown_before_anything_is_checked(olive: Client, merchant: Merchant) -> None:
    upload(olive, THREE_ORDERS.encode())
    order_import = stored(merchant)

    answer = olive.post(
        url("import_check", order_import),
        {**ANSWERS, "default_currency": "JPY"},
        headers={"HX-Request": "true"},
    )

    assert "This amount has more decimals than the currency." in answer.text
    assert stored(merchant).phase == ImportPhase.UPLOADED


@pytest.mark.parametrize(
    ("answers", "field", "sentence"),
    [
        ({"order": "-"}, "order", "Choose the column that names the order."),
        ({"customer": "-"}, "customer", "Choose a column for the customer id or the e-mail."),
        ({"paid": "-"}, "paid", "Choose a column for when the order was placed or paid."),
        (
            {"goods": "3"},
            "total",
            "Choose one of the three amounts: goods after discounts, before them, or the total.",
        ),
        (
            {"default_currency": "QQQ"},
            "default_currency",
            "There is no such currency. Give its three letters, as in EUR or SEK.",
        ),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    olive: Client, merchant: Merchant, answers: dict[str, str], field: str, sentence: str
) -> None:
    upload(olive, THREE_ORDERS.encode())

    answer = olive.post(url("import_check", stored(merchant)), ANSWERS | answers)

    assert answer.status_code == 422
    assert answer.context["form"].errors[field] == [sentence]


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "orders.csv", "This file is empty."),
        (b"PK\x03\x04workbook", "orders.xlsx", "This is a workbook, not a CSV file."),
        (bytes(range(256)) * 4, "orders.csv", "This is not a CSV file"),
        (b"one column\nonly\n", "orders.csv", "No columns were found in this file."),
    ],
    ids=["empty", "workbook", "noise", "one column"],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(
    olive: Client, merchant: Merchant, content: bytes, name: str, sentence: str
) -> None:
    answer = upload(olive, content, name)

    assert answer.status_code == 422
    assert sentence in answer.text
    with scope(merchant=merchant):
        assert not OrderImport.objects.exists()


def test_200_megabytes_are_refused_without_being_read(olive: Client) -> None:
    answer = olive.generic(
        "POST",
        reverse("orders:import_upload"),
        b"never read",
        "multipart/form-data; boundary=x",
        CONTENT_LENGTH="200000000",
    )

    assert answer.status_code == 413
    assert "This file is larger than 50 MB." in answer.text


def test_what_is_larger_is_refused_before_the_body_is_touched() -> None:
    def refused(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=413)

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    class Body(io.BytesIO):
        def read(self, *_size: object) -> bytes:
            raise AssertionError("The body was read.")

    request = RequestFactory().post("/", CONTENT_LENGTH="200000000")
    request.environ["wsgi.input"] = Body()

    assert refuse_larger_than(50_000_000, refused=refused)(view)(request).status_code == 413


def test_an_upload_without_the_token_is_refused(merchant: Merchant) -> None:
    client = sign_in(Client(enforce_csrf_checks=True), make_user("Olive"))

    assert upload(client, THREE_ORDERS.encode()).status_code == 403


def test_nothing_new_is_said_to_be_nothing_new(olive: Client, merchant: Merchant) -> None:
    with scope(merchant=merchant):
        import_file(make_import(THREE_ORDERS, merchant=merchant))
        again = make_import(THREE_ORDERS, merchant=merchant)
        check_file(again)

    page = olive.get(url("import_detail", again)).text

    assert "There is nothing new in this file" in page
    assert url("import_start", again) not in page


def test_problems_are_listed_and_downloaded_without_formulas(olive: Client, merchant: Merchant) -> None:
    with scope(merchant=merchant):
        order_import = make_import(THREE_ORDERS + "=1+1,ada,2026-01-05,@SUM\n", merchant=merchant)
        check_file(order_import)

    page = olive.get(url("import_detail", order_import)).text
    report = olive.get(url("import_report", order_import)).content.decode("utf-8-sig")

    assert "1 row is left out" in page
    assert list(csv.reader(io.StringIO(report)))[1] == [
        "5", "'=1+1", "Total paid", "'@SUM", "This is not an amount. Write it as digits, and check the decimal sign.",
    ]  # fmt: skip


def test_a_large_file_is_left_to_a_worker_and_shows_a_bar(
    olive: Client, merchant: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loyalty.files.views.SMALL_BYTES", 0)
    upload(olive, THREE_ORDERS.encode())
    order_import = stored(merchant)

    page = olive.post(url("import_check", order_import), ANSWERS, follow=True)
    bar = olive.get(url("import_bar", order_import))

    assert url("import_bar", order_import) in page.text
    assert 'class="progress-bar"' in bar.text
    assert stored(merchant).phase == ImportPhase.CHECKING


def test_the_page_comes_again_once_the_work_is_over(olive: Client, merchant: Merchant) -> None:
    with scope(merchant=merchant):
        order_import = make_import(THREE_ORDERS, merchant=merchant)
        import_file(order_import)

    assert olive.get(url("import_bar", order_import)).headers["HX-Refresh"] == "true"


def test_an_import_that_was_stopped_can_go_on(olive: Client, merchant: Merchant) -> None:
    with scope(merchant=merchant):
        order_import = make_import(THREE_ORDERS, merchant=merchant)
        import_file(order_import)
        OrderImport.objects.update(phase=ImportPhase.IMPORTING)
        Job.objects.update(state="cancelled")

    page = olive.get(url("import_detail", order_import)).text

    assert "This was stopped before the end of the file" in page
    assert "Go on importing" in page


def test_only_those_who_may_change_things_import(client: Client, merchant: Merchant) -> None:
    with scope(merchant=merchant):
        order_import = make_import(THREE_ORDERS, merchant=merchant)
        check_file(order_import)
    sign_in(client, make_colleague(merchant, role=Role.VIEWER))

    assert client.get(reverse("orders:import_upload")).status_code == 403
    assert client.post(url("import_start", order_import)).status_code == 403
    assert client.post(url("import_reverse", order_import)).status_code == 403
    assert url("import_start", order_import) not in client.get(url("import_detail", order_import)).text
    with scope(merchant=merchant):
        assert not Order.objects.exists()


def test_imports_are_listed_with_what_they_did(olive: Client, merchant: Merchant) -> None:
    assert "No file has been imported yet" in olive.get(reverse("orders:imports")).text
    with scope(merchant=merchant):
        import_file(make_import(THREE_ORDERS, merchant=merchant, name="spring.csv"))

    page = olive.get(reverse("orders:imports")).text

    assert "spring.csv" in page
    assert "+35" in page


def test_a_step_that_is_not_due_is_refused_in_a_sentence(olive: Client, merchant: Merchant) -> None:
    with scope(merchant=merchant):
        order_import = make_import(THREE_ORDERS, merchant=merchant)

    page = olive.post(url("import_reverse", order_import), follow=True)

    assert "This import is not at a point where that can be done." in page.text
