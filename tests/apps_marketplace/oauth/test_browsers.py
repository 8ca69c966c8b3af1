"""What protects the person at the consent page from other pages, and from what browsers keep."""

from html import escape, unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client

from apps_marketplace.models import Grant
from apps_marketplace.oauth.actions import change_redirects
from tests.apps_marketplace.oauth.cast import CALLBACK, make_shop, make_starry
from tests.cast import make_user, sign_in

pytestmark = pytest.mark.django_db


def test_the_page_cannot_be_framed() -> None:
    olive, _merchant = make_shop()

    page = olive.get(make_starry().address())

    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("callback", "beyond"),
    [(CALLBACK, "https:"), ("http://127.0.0.1:9000/callback", "http://127.0.0.1:* http://localhost:*")],
)
def test_its_form_may_lead_to_the_app_and_on_from_there(callback: str, beyond: str) -> None:
    olive, _merchant = make_shop()
    starry = make_starry()
    change_redirects(starry.application, redirect_uris=[callback])

    page = olive.get(starry.address(redirect_uri=callback))

    policy = dict(part.strip().split(" ", 1) for part in page["Content-Security-Policy"].split(";"))
    assert policy["form-action"] == f"'self' {beyond}"


def test_other_pages_lead_nowhere_else() -> None:
    olive, _merchant = make_shop()

    assert "form-action 'self';" in olive.get("/")["Content-Security-Policy"] + ";"


def test_nothing_of_it_is_kept() -> None:
    olive, merchant = make_shop()
    starry = make_starry()

    answers = [
        olive.get(starry.address()),
        olive.post(starry.address(), {"merchant": merchant.pk}),
        olive.get(starry.address(scope="nonsense")),
        starry.renew("anything"),
        starry.ask("/oauth2/introspect", token="anything"),
    ]

    assert {answer["Cache-Control"] for answer in answers} == {"no-store"}
    assert {answer["Referrer-Policy"] for answer in answers} == {"same-origin"}


def test_a_form_of_another_page_agrees_to_nothing() -> None:
    _olive, merchant = make_shop()
    browser = sign_in(Client(enforce_csrf_checks=True), make_user("Olive"))
    starry = make_starry()

    forged = browser.post(
        starry.address(), {"merchant": merchant.pk}, headers={"Origin": "https://evil.example.com"}
    )

    assert forged.status_code == 403
    assert Grant.objects.count() == 0


def test_a_get_agrees_to_nothing() -> None:
    olive, merchant = make_shop()

    page = olive.get(f"{make_starry().address()}&merchant={merchant.pk}&allow=Authorize&approval_prompt=auto")

    assert page.status_code == 200
    assert Grant.objects.count() == 0


def test_consent_is_asked_for_each_time() -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    starry.connect(olive, merchant)

    assert olive.get(starry.address()).status_code == 200
    assert olive.get(f"{starry.address()}&prompt=none").status_code in (200, 303)
    assert Grant.objects.count() == 1


def test_what_the_app_says_of_itself_is_text() -> None:
    olive, _merchant = make_shop()
    starry = make_starry(name="<b>Bold</b>", tagline="<script>alert(1)</script>")

    page = olive.get(starry.address(state='"><script>alert(2)</script>')).content.decode()

    assert "<b>Bold</b>" not in page
    assert "<script>alert" not in page
    assert "<b>Bold</b>" in unescape(page)


def test_signing_in_leads_back_here_and_nowhere_else() -> None:
    starry = make_starry()
    make_user("Olive")

    asked = Client().get(starry.address())

    assert urlsplit(asked["Location"]).netloc == ""


def test_signing_out_to_be_somebody_else_leads_back_here() -> None:
    olive, _merchant = make_shop()
    starry = make_starry()
    page = olive.get(starry.address()).content.decode()

    out = olive.post("/accounts/logout/", {"next": starry.address()})

    assert f'name="next" value="{escape(starry.address())}"' in page
    assert out["Location"] == starry.address()
