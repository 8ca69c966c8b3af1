"""A list of points brought and taken back, and two customers who become one, as a merchant clicks it."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from django_scopes import scope

from loyalty.customers.models import Customer, CustomerImport
from loyalty.files.views import SMALL_BYTES
from loyalty.jobs.actions import claim
from loyalty.jobs.actions.work import SLICE
from loyalty.jobs.tasks.slices import run_slice
from loyalty.merchants.models import Merchant
from loyalty.points.models import PointsAccount
from loyalty.points.queries import balance_of
from tests.cast import make_customer, make_merchant, make_order, make_user
from tests.customers.cast import check_list, import_list, make_list, take_list_back
from tests.e2e.conftest import THEMES, WIDTHS, OpenPage, expect
from tests.e2e.test_earning import WIDER_THAN_SCREEN, FaultsOf

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

IMPORTS = "/customers/imports/"
ROWS = 2_500
FAULTY = 'faulty@example.com,"1,000"\n'
DONE = "#progress .progress-facts"


def write_list(folder: Path) -> Path:
    """A file that is too large to be done while its sender waits; its last row is not a number of points."""
    street = "long-" * 12
    rows = "".join(f"{street}{number}@{street[:-1]}.example.com,100\n" for number in range(ROWS))
    file = folder / "balances.csv"
    file.write_text(f"email,points\n{rows}{FAULTY}")
    assert file.stat().st_size > SMALL_BYTES
    return file


def work(merchant: Merchant, *, slice_seconds: float = SLICE) -> None:
    """What a worker does in one slice; in none at all, one chunk."""
    with scope(merchant=merchant):
        job_id = CustomerImport.objects.get().job_id or 0
        run_slice(claim(job_id), slice_seconds=slice_seconds)


def start(page: "Page", name: str) -> None:
    """Press a button that makes a job, and see where it leads: by then there is the job."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def points_in_all(merchant: Merchant) -> int:
    with scope(merchant=merchant):
        return sum(PointsAccount.objects.values_list("balance", flat=True))


def test_a_list_of_points_is_checked_imported_and_taken_back(open_page: OpenPage, tmp_path: Path) -> None:
    merchant = make_merchant()
    page = open_page(IMPORTS, user=make_user())

    page.get_by_role("link", name="Import a list").first.click()
    page.get_by_role("radio", name="Points").check()
    page.locator("input[type=file]").set_input_files(write_list(tmp_path))
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("heading", name="Preview").wait_for()
    expect(page.locator("#preview tr")).to_have_count(6)
    start(page, "Check the whole file")

    work(merchant)
    page.get_by_text("The file has been checked; nothing was changed yet").wait_for()
    assert points_in_all(merchant) == 0
    page.get_by_role("navigation", name="Results").get_by_role("link", name="Left out").click()
    assert "Write points as a whole number" in page.locator("tr", has_text="faulty@example.com").inner_text()
    start(page, "Import 2,500 rows")

    work(merchant, slice_seconds=0)
    page.locator(DONE, has_text="1,000 of 2,501").wait_for()
    work(merchant, slice_seconds=0)
    page.locator(DONE, has_text="2,000 of 2,501").wait_for()
    work(merchant)
    page.get_by_text("The list is imported").wait_for()
    assert points_in_all(merchant) == ROWS * 100

    page.get_by_role("link", name="Take the import back").last.click()
    expect(page.get_by_text("they moved +250,000 points in all")).to_be_visible()
    start(page, "Take the import back")
    work(merchant)
    page.get_by_text("This import was taken back").wait_for()
    assert points_in_all(merchant) == 0


def test_two_customers_become_one(open_page: OpenPage) -> None:
    merchant = make_merchant()
    ada = make_customer(merchant, last_name="Lovelace", email="ada@example.com", points=300)
    make_customer(merchant, last_name="Lovelace", email="ada+shop@example.com", external_id="b", points=45)
    page = open_page("/customers/", user=make_user())

    page.get_by_label("More actions").click()
    page.get_by_role("link", name="Suspected duplicates").click()
    expect(page.get_by_text("Ada Lovelace · 2 customers")).to_be_visible()
    page.get_by_role("link", name="Merge").click()
    row = page.get_by_role("row").filter(has_text="Balance")
    assert row.inner_text().split() == ["Balance", "300", "45", "345"]
    expect(page.get_by_text("This cannot be undone.")).to_be_visible()
    page.get_by_role("button", name="Merge").click()

    page.get_by_text("The two customers are one.").wait_for()
    page.wait_for_url(f"**/customers/{ada.pk}/")
    expect(page.get_by_text("ada+shop@example.com").first).to_be_visible()
    with scope(merchant=merchant):
        assert balance_of(ada) == 345
        assert list(Customer.objects.present()) == [ada]


def test_a_range_of_balances_is_typed_and_kept_as_a_segment(open_page: OpenPage) -> None:
    merchant = make_merchant()
    make_customer(merchant, points=300)
    make_customer(merchant, first_name="Grace", points=45)
    page = open_page("/customers/", user=make_user())

    page.locator("summary", has_text="Balance").click()
    page.get_by_label("From").fill("40")
    page.get_by_label("To", exact=True).fill("299")
    page.get_by_role("button", name="Apply").click()
    page.locator("summary", has_text="40 to 299").wait_for()
    expect(table_of(page)).to_have_text(["Grace"])

    page.get_by_label("More actions").click()
    page.get_by_role("link", name="Save as a segment").click()
    expect(page.get_by_label("Balance to")).to_have_value("299")
    page.get_by_label("Name").fill("Nearly there")
    page.get_by_role("button", name="Save segment").click()
    page.get_by_text("Segment saved.").wait_for()
    expect(table_of(page)).to_have_text(["Grace"])


@pytest.mark.parametrize(("theme", "width"), [*zip(THEMES, (WIDTHS[0], WIDTHS[-1]), strict=True)])
def test_pages_of_customers_have_no_faults(
    open_page: OpenPage, faults_of: FaultsOf, theme: Literal["light", "dark"], width: int
) -> None:
    merchant = make_merchant()
    ada = make_customer(merchant, last_name="Lovelace", email="ada@example.com", points=300)
    other = make_customer(merchant, last_name="Lovelace", email="ada+b@example.com", external_id="b")
    make_order(ada)
    with scope(merchant=merchant):
        checked, back = (
            make_list(f"email,points\nada@example.com,5\n{FAULTY}", merchant=merchant) for _ in "ab"
        )
        check_list(checked)
        import_list(back)
        take_list_back(back)
    page = open_page("/customers/", user=make_user(), width=width, theme=theme)
    own = [
        f"/customers/{ada.pk}/{path}" for path in ("", "adjust/", "exclude/", "birthday/", "tags/", "erase/")
    ]
    own += [f"/customers/{ada.pk}/merge/", f"/customers/{ada.pk}/merge/?other={other.pk}"]
    lists = [IMPORTS, f"{IMPORTS}new/", f"{IMPORTS}{checked.pk}/columns/"]
    lists += [f"{IMPORTS}{checked.pk}/", f"{IMPORTS}{back.pk}/", f"{IMPORTS}{checked.pk}/reverse/"]
    others = ["/customers/", "/customers/segments/", "/customers/segments/new/", "/customers/duplicates/"]

    found = {}
    for address in [*others, *own, *lists, "/settings/audit/"]:
        page.goto(page.url.split("/customers/")[0] + address)
        found[address] = [*faults_of(page), *(["too wide"] if page.evaluate(WIDER_THAN_SCREEN) > 0 else [])]

    assert not any(found.values()), found


def table_of(page: "Page") -> "Locator":
    """The names in the list."""
    return page.locator("#results tbody .table-link")
