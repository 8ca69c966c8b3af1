"""The pictures on an app's page: those of a manifest, and those that were uploaded with a registration."""

from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client

from apps_marketplace.actions.registrations import TooManyScreenshots, register_app, revise_app
from apps_marketplace.connectors import CONNECTORS
from apps_marketplace.forms.pictures import kind_of
from apps_marketplace.models import App, AppChange, AppState, Screenshot
from apps_marketplace.snapshots import AppTerms, ScreenshotTerms
from tests.apps_marketplace.cast import CM_COMMERCE, make_app, make_paying_merchant
from tests.apps_marketplace.test_building import OWN, WRITTEN
from tests.apps_marketplace.test_staff import PICTURE
from tests.cast import MONDAY, make_merchant, make_staff, make_user, sign_in

pytestmark = pytest.mark.django_db


def upload(content: bytes = PICTURE, name: str = "shot.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


def hang(app: App, *alts: str) -> list[Screenshot]:
    terms = AppTerms(name="Starry", screenshots=tuple(added(alt) for alt in alts))
    revise_app(app, terms, by=make_staff(), at=MONDAY)
    return list(Screenshot.objects.filter(app=app).order_by("pk"))


def added(alt: str) -> ScreenshotTerms:
    return ScreenshotTerms(alt=alt, picture=(PICTURE, "image/png"))


def test_the_page_of_cm_commerce_shows_it_at_work(client: Client) -> None:
    make_merchant()

    text = sign_in(client, make_user()).get(f"/apps/{CM_COMMERCE}/").content.decode()

    assert "img/apps/cm-commerce/reviews" in text
    assert 'alt="The review settings: a review counts once for each order or once for each product."' in text


def test_every_screenshot_that_a_manifest_names_exists_and_is_described() -> None:
    shots = [shot for one in CONNECTORS.values() for shot in one.screenshots]

    assert shots
    assert [shot.path for shot in shots if not finders.find(shot.path) or not shot.alt] == []


def test_uploaded_screenshots_stand_in_their_order_and_are_served_as_pictures(client: Client) -> None:
    first, second = hang(make_app(), "The list", "The editor")
    make_paying_merchant()
    sign_in(client, make_user())

    text = client.get("/apps/starry/").content.decode()
    answer = client.get(f"/apps/screenshots/{second.pk}/")

    assert text.index(f"/apps/screenshots/{first.pk}/") < text.index(f"/apps/screenshots/{second.pk}/")
    assert 'alt="The editor"' in text
    assert (answer.content, answer.headers["Content-Type"]) == (PICTURE, "image/png")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_developer_adds_describes_and_removes_pictures(client: Client) -> None:
    make_paying_merchant()
    sign_in(client, make_user())
    client.post(f"{OWN}new/", {**WRITTEN, "shots-0-image": upload(), "shots-0-alt": "The list"})
    shot, app = Screenshot.objects.get(), App.objects.get()
    form = {name: text for name, text in WRITTEN.items() if name != "slug"}
    kept = {"shots-TOTAL_FORMS": "2", "shots-INITIAL_FORMS": "1", "shots-0-kept": shot.pk}

    drawn = client.get(f"{OWN}{app.pk}/change/").content.decode()
    client.post(
        f"{OWN}{app.pk}/change/",
        {**form, **kept, "shots-0-alt": "All", "shots-1-image": upload(), "shots-1-alt": "One"},
    )
    both = list(Screenshot.objects.order_by("pk").values_list("alt", flat=True))
    client.post(f"{OWN}{app.pk}/change/", {**form, **kept, "shots-0-alt": "All", "shots-0-is_removed": "on"})

    assert f"/apps/screenshots/{shot.pk}/" in drawn
    assert both == ["All", "One"]
    assert not Screenshot.objects.exists()
    assert AppChange.objects.latest("pk").after == {"screenshots": []}


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"image": upload(b"<svg onload=alert(1)>"), "alt": "The list"}, "image"),
        ({"image": upload(PICTURE + b"0" * 500_000), "alt": "The list"}, "image"),
        ({"image": upload(), "alt": ""}, "alt"),
        ({"alt": "The list"}, "image"),
        ({"image": upload(), "alt": "x" * 121}, "alt"),
    ],
)
def test_mistakes_are_said_at_their_fields(client: Client, row: dict[str, Any], field: str) -> None:
    make_paying_merchant()
    typed = {f"shots-0-{name}": value for name, value in row.items()}

    answer = sign_in(client, make_user()).post(f"{OWN}new/", {**WRITTEN, **typed})

    assert list(answer.context["shots"].forms[0].errors) == [field]
    assert f'href="#id_shots-0-{field}"' in answer.content.decode()
    assert not App.objects.exists()


def test_there_are_at_most_five() -> None:
    terms = AppTerms(
        name="Starry",
        redirect_uris=("https://starry.example.com/",),
        screenshots=tuple(added(f"Picture {number}") for number in range(6)),
    )

    with pytest.raises(TooManyScreenshots):
        register_app(terms, slug="starry", by=make_staff(), at=MONDAY)


def test_a_picture_of_another_app_cannot_be_kept() -> None:
    (theirs,) = hang(make_app(), "Theirs")
    other = make_app("other")
    terms = AppTerms(name="Other", screenshots=(ScreenshotTerms(alt="Mine", kept=theirs.pk),))

    revise_app(other, terms, by=make_staff(), at=MONDAY)

    assert list(Screenshot.objects.values_list("app__slug", "alt")) == [("starry", "Theirs")]


def test_pictures_of_a_draft_are_for_its_developer_and_the_staff(client: Client) -> None:
    app = make_app(developer=make_paying_merchant(owner=make_user("Stranger")), logo_type="image/png")
    (shot,) = hang(app, "A secret plan")
    App.objects.update(state=AppState.DRAFT, logo=PICTURE)
    make_paying_merchant()
    pictures = ("/apps/starry/logo/", f"/apps/screenshots/{shot.pk}/", f"/staff/screenshots/{shot.pk}/")

    seen = {
        name: [sign_in(client, make_user(name)).get(address).status_code for address in pictures]
        for name in ("Olive", "Stranger", make_staff().name)
    }

    assert seen == {"Olive": [404, 404, 403], "Stranger": [200, 200, 403], "Greta": [200, 404, 200]}
    page = sign_in(client, make_staff()).get("/staff/apps/starry/").content.decode()
    form = client.get("/staff/apps/starry/change/").content.decode()
    assert pictures[2] in page
    assert pictures[2] in form


def test_no_picture_is_without_words() -> None:
    with pytest.raises(IntegrityError):
        Screenshot.objects.create(app=make_app(), image=PICTURE, image_type="image/png", alt="")


@pytest.mark.parametrize(
    ("picture", "kind"),
    [
        (PICTURE, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", ""),
        (b"GIF89a", ""),
        (b"", ""),
    ],
)
def test_the_bytes_say_what_a_picture_is(picture: bytes, kind: str) -> None:
    assert kind_of(picture) == kind
