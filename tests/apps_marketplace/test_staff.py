"""The staff area: deciding installs, keeping apps, seeing merchants."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from apps_marketplace.models import App, AppState, Installation, InstallationState
from apps_marketplace.queries.risks import Risk
from loyalty.merchants.actions import change_plan
from loyalty.merchants.models import Plan
from tests.apps_marketplace.cast import CM_COMMERCE, install_app, make_app, make_paying_merchant
from tests.cast import make_merchant, make_staff, make_user, sign_in

pytestmark = pytest.mark.django_db

S = InstallationState
QUEUE = "/staff/approvals/"
PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 20
FORM: dict[str, Any] = {
    "name": "Starry",
    "slug": "starry",
    "category": "reviews",
    "redirect_uris": "https://starry.example.com/back\nhttps://starry.example.com/other",
    "scopes": ["customer:read", "activity:write"],
    "approval": "always",
    "types-TOTAL_FORMS": "2",
    "types-INITIAL_FORMS": "0",
    "types-0-key": "photo",
    "types-0-name": "Add a photo",
    "types-0-unit": "product",
    "types-1-unit": "review",
    "shots-TOTAL_FORMS": "1",
    "shots-INITIAL_FORMS": "0",
}


def state_of(installation: Installation) -> str:
    with scope(merchant=installation.merchant):
        return Installation.objects.get(pk=installation.pk).state


def waiting(name: str = "Olive's oils", *, plan: Plan = Plan.GROWTH) -> Installation:
    installation = install_app(make_paying_merchant(name=name), state=S.WAITING)
    change_plan(installation.merchant, plan)
    return installation


def test_the_queue_holds_what_waits_with_the_enterprise_plan_first(client: Client) -> None:
    waiting("First come")
    waiting("Large", plan=Plan.ENTERPRISE)
    install_app(make_paying_merchant(name="Decided"))

    lines = sign_in(client, make_staff()).get(QUEUE).context["lines"]

    assert [line["installation"].merchant.name for line in lines] == ["Large", "First come"]


def test_all_installs_are_a_tab_away(client: Client) -> None:
    install_app(make_paying_merchant(name="Decided"))

    sign_in(client, make_staff())

    assert "Nothing to decide" in client.get(QUEUE).content.decode()
    assert "Decided" in client.get(QUEUE, {"view": "all"}).content.decode()


@pytest.mark.parametrize(
    ("decision", "words", "state"),
    [
        ("approve", "", S.APPROVED),
        ("approve", "Welcome", S.APPROVED),
        ("decline", "Not yet.", S.DECLINED),
        ("ask", "What for?", S.ASKED),
    ],
)
def test_staff_decide_an_install(client: Client, decision: str, words: str, state: str) -> None:
    installation = waiting()

    answer = sign_in(client, make_staff()).post(
        f"{QUEUE}{installation.pk}/", {"decision": decision, "words": words}
    )

    assert answer.headers["Location"] == QUEUE
    assert state_of(installation) == state


@pytest.mark.parametrize("decision", ["decline", "ask"])
def test_nothing_is_declined_or_asked_without_a_sentence(client: Client, decision: str) -> None:
    installation = waiting()

    answer = sign_in(client, make_staff()).post(f"{QUEUE}{installation.pk}/", {"decision": decision})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"words": ["Write a sentence for the merchant."]}
    assert state_of(installation) == S.WAITING


def test_what_was_decided_meanwhile_is_said_on_the_page(client: Client) -> None:
    installation = install_app(make_paying_merchant(), state=S.DECLINED)

    answer = sign_in(client, make_staff()).post(f"{QUEUE}{installation.pk}/", {"decision": "approve"})

    assert answer.status_code == 422
    assert "That cannot be done any more" in str(answer.context["form"].non_field_errors())


def test_risks_are_named(client: Client) -> None:
    make_app(
        scopes=["customer:read", "points_transaction:write"],
        approval="always",
        developer=make_merchant(name="Dev"),
    )
    merchant = make_paying_merchant()
    install_app(merchant, app="starry", state=S.DECLINED)
    installation = install_app(merchant, app="starry", state=S.WAITING)

    context = sign_in(client, make_staff()).get(f"{QUEUE}{installation.pk}/").context

    assert set(context["risks"]) >= {
        Risk.PRIVILEGED,
        Risk.UNUSUAL,
        Risk.THIRD_PARTY,
        Risk.NO_CLIENT,
        Risk.DECLINED,
    }
    assert [(one.scope.value, one.is_usual) for one in context["scopes"]] == [
        ("customer:read", True),
        ("points_transaction:write", False),
    ]


def test_an_app_that_asks_for_what_it_is_known_for_is_not_unusual(client: Client) -> None:
    installation = waiting()

    context = sign_in(client, make_staff()).get(f"{QUEUE}{installation.pk}/").context

    assert Risk.UNUSUAL not in context["risks"]
    assert Risk.PRIVILEGED not in context["risks"]


def test_a_policy_for_one_shop_is_kept(client: Client) -> None:
    installation = waiting()

    sign_in(client, make_staff()).post(f"{QUEUE}{installation.pk}/policy/", {"approval": "never"})

    with scope(merchant=installation.merchant):
        assert Installation.objects.get(pk=installation.pk).approval == "never"


@pytest.mark.parametrize("path", ["approvals/", "apps/", "apps/new/", f"apps/{CM_COMMERCE}/", "merchants/"])
def test_merchants_do_not_come_in(client: Client, path: str) -> None:
    make_merchant()

    assert sign_in(client, make_user()).get(f"/staff/{path}").status_code == 403


def test_staff_register_an_app_and_see_its_secret_once(client: Client) -> None:
    sign_in(client, make_staff())
    logo = SimpleUploadedFile("logo.png", PICTURE, content_type="text/html")

    answer = client.post("/staff/apps/new/", {**FORM, "logo": logo, "is_pkce_exempt": "on"})

    app = App.objects.select_related("application").get()
    assert "This is the only time you see it." in answer.content.decode()
    assert answer.context["made"].secret in answer.content.decode()
    assert (app.state, app.approval, app.is_paid_only, app.logo_type) == (
        AppState.LISTED,
        "always",
        False,
        "image/png",
    )
    assert app.activity_types == [
        {
            "key": "photo",
            "name": "Add a photo",
            "before": "Add a photo",
            "after": "Add a photo",
            "unit": "product",
        }
    ]
    assert app.application is not None
    assert app.application.is_pkce_exempt
    assert "No PKCE" in client.get("/staff/apps/starry/").content.decode()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"slug": "Not Plain"}, "slug"),
        ({"slug": "new"}, "slug"),
        ({"slug": CM_COMMERCE}, "slug"),
        ({"redirect_uris": "nowhere"}, "redirect_uris"),
        ({"redirect_uris": ""}, "redirect_uris"),
        ({"webhook_url": "https://127.0.0.1/"}, "webhook_url"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"logo": SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>")}, "logo"),
        ({"logo": SimpleUploadedFile("logo.png", PICTURE + b"0" * 100_000)}, "logo"),
    ],
)
def test_mistakes_are_said_at_their_fields(client: Client, typed: dict[str, Any], field: str) -> None:
    answer = sign_in(client, make_staff()).post("/staff/apps/new/", {**FORM, **typed})

    assert list(answer.context["form"].errors) == [field]
    assert not App.objects.exists()


def test_what_is_no_address_is_said_in_our_words(client: Client) -> None:
    typed = {"support": "nobody", "start_url": "over there", "webhook_url": "here"}

    answer = sign_in(client, make_staff()).post("/staff/apps/new/", {**FORM, **typed})

    whole = ["Enter a whole address, such as https://example.com/page."]
    assert answer.context["form"].errors == {
        "support": ["Enter an e-mail address such as ada@example.com."],
        "start_url": whole,
        "webhook_url": whole,
    }


def test_staff_read_what_an_app_does_and_follow_the_other_apps_of_a_shop(client: Client) -> None:
    merchant = make_paying_merchant()
    make_app(description="Asks for pictures.", approval="always")
    first = install_app(merchant, app="starry", state=S.WAITING)
    other = install_app(merchant, state=S.WAITING)
    sign_in(client, make_staff())

    app = client.get("/staff/apps/starry/").content.decode()
    install = client.get(f"/staff/approvals/{first.pk}/").content.decode()

    assert "Asks for pictures." in app
    assert f'<a href="/staff/approvals/{other.pk}/">CM Commerce</a>' in install


def test_half_an_activity_type_is_said_at_its_field(client: Client) -> None:
    sign_in(client, make_staff())

    refused = client.post("/staff/apps/new/", {**FORM, "types-0-key": ""})
    missing = refused.context["types"]
    double = {"types-1-key": "photo", "types-1-name": "Again"}
    twice = client.post("/staff/apps/new/", {**FORM, **double}).context["types"]

    assert missing.errors[0] == {"key": ["Enter a key, such as photo."]}
    assert '<a href="#id_types-0-key">Key: Enter a key, such as photo.</a>' in refused.content.decode()
    assert list(twice.non_form_errors()) == ["Two activity types have the same key."]
    assert not App.objects.exists()


def test_an_app_is_changed_handed_back_listed_and_withdrawn(client: Client) -> None:
    sign_in(client, make_staff())
    client.post("/staff/apps/new/", FORM)
    form = {name: text for name, text in FORM.items() if name not in ("slug", "approval")}

    client.post("/staff/apps/starry/change/", {**form, "tagline": "Pictures"})
    states = []
    for act in ("withdraw", "list"):
        client.post(f"/staff/apps/starry/{act}/")
        states.append(App.objects.get().state)
    App.objects.update(state=AppState.IN_REVIEW)
    empty = client.post("/staff/apps/starry/hand-back/", {"words": ""})
    client.post("/staff/apps/starry/hand-back/", {"words": "Ask for less."})

    app = App.objects.get()
    assert states == [AppState.WITHDRAWN, AppState.LISTED]
    assert empty.status_code == 422
    assert "Why, for the developer" in empty.content.decode()
    assert empty.context["reason"].errors == {"words": ["Write what the developer should change."]}
    assert (app.tagline, app.state, app.review_note) == ("Pictures", AppState.DRAFT, "Ask for less.")


def test_a_manifests_client_is_registered_and_its_policy_set(client: Client) -> None:
    sign_in(client, make_staff())
    page = f"/staff/apps/{CM_COMMERCE}/"

    wrong = client.post(f"{page}client/", {"redirect_uris": "ftp://x"})
    made = client.post(f"{page}client/", {"redirect_uris": "https://cm.example.com/", "is_pkce_exempt": "on"})
    renewed = client.post(f"{page}secret/")
    client.post(f"{page}policy/", {"approval": "never", "is_paid_only": "on"})

    row = App.objects.get(slug=CM_COMMERCE)
    assert list(wrong.context["client_form"].errors) == ["redirect_uris"]
    assert made.context["made"].secret != renewed.context["made"].secret
    assert row.approval == "never"
    assert client.get(f"{page}change/").status_code == 404


def test_a_manifest_hears_of_changes_where_staff_say(client: Client) -> None:
    sign_in(client, make_staff())
    page = f"/staff/apps/{CM_COMMERCE}/"
    form = {"redirect_uris": "https://cm.example.com/"}
    client.post(f"{page}client/", form)

    wrong = client.post(f"{page}client/", {**form, "webhook_url": "https://10.0.0.1/"})
    made = client.post(f"{page}client/", {**form, "webhook_url": "https://cm.example.com/hooks"})
    again = client.post(f"{page}client/", {**form, "webhook_url": "https://cm.example.com/webhooks"})

    row = App.objects.get(slug=CM_COMMERCE)
    told = made.context["made"]
    assert list(wrong.context["client_form"].errors) == ["webhook_url"]
    assert (told.secret, told.webhook_secret) == ("", row.webhook_secret)
    assert again.status_code == 302
    assert (row.webhook_url, row.webhook_secret) == ("https://cm.example.com/webhooks", told.webhook_secret)
    assert client.get(page).context["client_form"].initial["webhook_url"] == row.webhook_url


def test_merchants_are_listed_with_their_owner_and_found_by_either(client: Client) -> None:
    install_app(make_paying_merchant(name="Oils"))
    make_merchant(name="Teas", owner=make_user("Stranger"))
    sign_in(client, make_staff())

    rows = client.get("/staff/merchants/").context["page"].rows
    found = client.get("/staff/merchants/", {"q": "STRANGER@"}).context["page"].rows

    assert {(row.name, row.email, row.team, row.apps) for row in rows} == {
        ("Oils", "olive@example.com", 1, 1),
        ("Teas", "stranger@example.com", 1, 0),
    }
    assert [row.name for row in found] == ["Teas"]


def test_one_install_and_three_ask_the_same_number_of_statements(client: Client) -> None:
    sign_in(client, make_staff())
    counted = []
    for number in (1, 2):
        for one in range(number):
            waiting(f"Shop {number}-{one}")
        with CaptureQueriesContext(connection) as queries:
            client.get(QUEUE)
        counted.append(len(queries))

    assert counted[0] == counted[1]


def test_staff_without_a_shop_begin_in_their_own_area(client: Client) -> None:
    answer = sign_in(client, make_staff()).get("/", follow=True)

    assert answer.redirect_chain[-1][0] == QUEUE
