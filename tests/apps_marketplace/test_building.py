"""A merchant's developers write an app, staff list it, shops install it."""

import pytest
from django.test import Client

from apps_marketplace.models import App, AppState
from loyalty.team.models import Role
from tests.apps_marketplace.cast import make_app, make_paying_merchant
from tests.apps_marketplace.test_staff import FORM
from tests.cast import make_colleague, make_staff, make_user, sign_in

pytestmark = pytest.mark.django_db

OWN = "/apps/build/"
WRITTEN = {name: text for name, text in FORM.items() if name != "approval"}


def test_a_draft_is_submitted_listed_and_found_in_the_catalogue(client: Client) -> None:
    make_paying_merchant()
    sign_in(client, make_user())
    empty = client.get(OWN).content.decode()

    made = client.post(f"{OWN}new/", WRITTEN)
    app = App.objects.get()
    draft = client.get(f"{OWN}{app.pk}/").content.decode()
    before = client.get("/apps/starry/").status_code
    client.post(f"{OWN}{app.pk}/submit/")
    review = client.get(f"{OWN}{app.pk}/").content.decode()
    sign_in(Client(), make_staff()).post("/staff/apps/starry/list/")

    assert "No app of yours yet" in empty
    assert made.context["made"].secret in made.content.decode()
    assert "Submit for review" in draft
    assert all(address in draft for address in FORM["redirect_uris"].split())
    assert "In review" in review
    assert before == 404
    assert client.get("/apps/starry/").status_code == 200


def test_a_draft_is_handed_back_with_a_reason_and_changed(client: Client) -> None:
    make_paying_merchant()
    sign_in(client, make_user())
    client.post(f"{OWN}new/", WRITTEN)
    app = App.objects.get()
    client.post(f"{OWN}{app.pk}/submit/")
    form = {name: text for name, text in WRITTEN.items() if name != "slug"}

    refused = client.post(f"{OWN}{app.pk}/change/", form)
    sign_in(Client(), make_staff()).post("/staff/apps/starry/hand-back/", {"words": "Ask for less."})
    page = client.get(f"{OWN}{app.pk}/").content.decode()
    client.post(f"{OWN}{app.pk}/change/", {**form, "scopes": ["customer:read"]})

    app.refresh_from_db()
    assert "In review" in str(refused.context["form"].non_field_errors())
    assert "Ask for less." in page
    assert (app.state, app.scopes) == (AppState.DRAFT, ["customer:read"])


def test_a_developer_settles_nothing_that_is_the_staffs(client: Client) -> None:
    make_paying_merchant()

    sign_in(client, make_user()).post(
        f"{OWN}new/", {**FORM, "approval": "never", "is_pkce_exempt": "on", "is_paid_only": ""}
    )

    app = App.objects.select_related("application").get()
    assert (app.approval, app.is_paid_only, app.state) == ("privileged", True, AppState.DRAFT)
    assert app.application is not None
    assert not app.application.is_pkce_exempt


def test_the_form_shows_the_logo_that_the_app_has(client: Client) -> None:
    merchant = make_paying_merchant()
    own = {"developer": merchant, "state": AppState.DRAFT}
    bare, drawn = make_app("bare", **own), make_app("drawn", **own, logo=b"\x89PNG", logo_type="image/png")
    sign_in(client, make_user())

    without, having = (client.get(f"{OWN}{app.pk}/change/").content.decode() for app in (bare, drawn))

    assert 'src="/apps/drawn/logo/"' in having
    assert "The logo it has." not in without


def test_a_secret_is_renewed_and_shown_once(client: Client) -> None:
    make_paying_merchant()
    sign_in(client, make_user())
    first = client.post(f"{OWN}new/", WRITTEN).context["made"].secret
    app = App.objects.get()

    second = client.post(f"{OWN}{app.pk}/secret/").context["made"].secret

    assert second != first
    assert second not in client.get(f"{OWN}{app.pk}/").content.decode()


def test_apps_of_another_shop_are_not_found(client: Client) -> None:
    theirs = make_app(developer=make_paying_merchant(owner=make_user("Stranger")), state=AppState.DRAFT)
    make_paying_merchant()
    sign_in(client, make_user())

    answers = [
        client.get(f"{OWN}{theirs.pk}/"),
        client.get(f"{OWN}{theirs.pk}/change/"),
        client.post(f"{OWN}{theirs.pk}/submit/"),
        client.post(f"{OWN}{theirs.pk}/secret/"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert "Starry" not in client.get(OWN).content.decode()


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.VIEWER])
def test_only_owners_and_admins_build(client: Client, role: Role) -> None:
    merchant = make_paying_merchant()
    sign_in(client, make_colleague(merchant, role=role))

    answers = [client.get(OWN), client.get(f"{OWN}new/"), client.post(f"{OWN}new/", WRITTEN)]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert not App.objects.exists()


def test_an_app_says_that_it_deletes_what_it_holds_if_it_can_be_told(client: Client) -> None:
    make_paying_merchant()
    sign_in(client, make_user())
    wish = {"clears_on_removal": "on"}

    refused = client.post(f"{OWN}new/", {**WRITTEN, **wish})
    client.post(f"{OWN}new/", {**WRITTEN, **wish, "webhook_url": "https://starry.example.com/hooks"})

    app = App.objects.get()
    assert refused.context["form"].errors == {
        "webhook_url": ["Enter the address at which the app is told to delete it."]
    }
    assert app.clears_on_removal
    assert "It deletes the customer data it holds" in client.get(f"{OWN}{app.pk}/").content.decode()
    sign_in(client, make_staff())
    assert "It deletes the customer data it holds" in client.get("/staff/apps/starry/").content.decode()
    assert "checked" in str(client.get("/staff/apps/starry/change/").context["form"]["clears_on_removal"])
