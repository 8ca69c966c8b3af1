from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from loyalty.ui.http import announce, render_progress
from loyalty.ui.progress import Progress
from loyalty.ui.samples import KINDS
from tests.cast import make_merchant, make_staff, make_user, sign_in

NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_a_chosen_theme_is_remembered_and_the_page_comes_back(client: Client) -> None:
    response = client.post(reverse("set_theme"), {"theme": "dark", "next": "/accounts/login/?next=/"})

    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/")
    assert 'data-theme="dark"' in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize("theme", ["", "sepia", '"><script>'])
def test_any_other_theme_is_the_systems(theme: str, client: Client) -> None:
    client.post(reverse("set_theme"), {"theme": "dark"})

    client.post(reverse("set_theme"), {"theme": theme})

    assert "data-theme=" not in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""]
)
def test_the_way_back_never_leads_elsewhere(target: str, client: Client) -> None:
    response = client.post(reverse("set_theme"), {"theme": "dark", "next": target})

    assert response["Location"] == "/"


def test_a_chosen_language_is_spoken(client: Client) -> None:
    client.post(reverse("set_language"), {"language": "sv", "next": "/accounts/login/"})

    assert '<html lang="sv" dir="ltr"' in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize("name", ["set_theme", "set_language"])
def test_looking_changes_nothing(name: str, client: Client) -> None:
    assert client.get(reverse(name)).status_code == 405


def test_the_style_guide_is_for_staff(client: Client) -> None:
    olive = make_user("Olive")
    make_merchant(owner=olive)

    assert client.get("/styleguide/").status_code == 302
    assert sign_in(client, olive).get("/styleguide/").status_code == 403
    assert 'data-area="staff"' in sign_in(client, make_staff()).get("/styleguide/").content.decode()


def test_who_works_for_two_shops_can_switch(client: Client) -> None:
    olive = make_user("Olive", is_staff=True)
    make_merchant(owner=olive, name="Olive's oils")
    teas = make_merchant(owner=olive, name="Olive's teas")
    page = sign_in(client, olive).get("/styleguide/index/")
    assert f'action="/team/merchants/{teas.pk}/switch/"' in page.content.decode()

    client.post(f"/team/merchants/{teas.pk}/switch/")

    heading = client.get("/styleguide/index/").content.decode().split('class="nav-who"')[1]
    assert heading.index("Olive&#x27;s teas") < heading.index("Olive&#x27;s oils")


def test_who_works_for_one_shop_sees_only_its_name(client: Client) -> None:
    olive = make_user("Olive", is_staff=True)
    make_merchant(owner=olive, name="Olive's oils")

    page = sign_in(client, olive).get("/styleguide/index/").content.decode()

    assert "Olive&#x27;s oils" in page
    assert "Switch shop" not in page


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_is_shown(kind: str, client: Client) -> None:
    page = sign_in(client, make_staff()).get(f"/styleguide/{kind}/").content.decode()

    assert f'data-kind="{kind}"' in page
    assert page.count("<h1>") == 1


def test_a_kind_that_does_not_exist_is_not_found(client: Client) -> None:
    page = sign_in(client, make_staff()).get("/styleguide/nonsense/")

    assert page.status_code == 404
    assert "Nothing here" in page.content.decode()


def test_polling_ends_when_the_work_does(rf: RequestFactory) -> None:
    running = Progress(50, 100, 0, NOON, NOON + timedelta(seconds=10), can_cancel=True)
    finished = Progress(100, 100, 2, NOON, NOON, finished_at=NOON + timedelta(seconds=20))

    first = render_progress(
        rf.get("/"), running, url="/jobs/1/", cancel_url="/jobs/1/cancel/", title="Importing"
    )
    last = render_progress(rf.get("/"), finished, url="/jobs/1/", cancel_url="/jobs/1/cancel/")

    assert (first.status_code, last.status_code) == (200, 286)
    assert 'hx-get="/jobs/1/" hx-trigger="every 1500ms"' in first.content.decode()
    assert 'action="/jobs/1/cancel/"' in first.content.decode()
    assert "hx-get" not in last.content.decode()
    assert "2 failed" in last.content.decode()


def test_an_answer_can_announce_itself() -> None:
    response = announce(HttpResponse(), "Points adjusted.")

    assert response["HX-Trigger-After-Swap"] == '{"toast": {"text": "Points adjusted.", "tone": "good"}}'
