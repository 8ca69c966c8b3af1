"""Who changed what, when, from where, before and after; searched, and never altered."""

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from loyalty import flows
from loyalty.audit.models import AuditEvent
from loyalty.audit.views.wording import changes_of
from loyalty.merchants.models import Merchant
from loyalty.team.models import Role
from tests.cast import MONDAY, make_colleague, make_customer, make_merchant, make_rule, make_user, sign_in

pytestmark = pytest.mark.django_db
AUDIT = reverse("audit:list")


@pytest.fixture
def merchant() -> Merchant:
    return make_merchant()


@pytest.fixture
def olive(client: Client, merchant: Merchant) -> Client:
    return sign_in(client, make_user("Olive"))


def test_a_change_on_a_page_says_where_it_came_from(olive: Client, merchant: Merchant) -> None:
    ada = make_customer(merchant)
    address = reverse("customers:exclude", args=[ada.pk])

    olive.post(address, {"reason": "Asked to"}, REMOTE_ADDR="203.0.113.7")

    with scope(merchant=merchant):
        event = AuditEvent.objects.latest("pk")
        assert (event.door, event.address) == (f"POST {address}", "203.0.113.7")
    page = olive.get(AUDIT).text
    assert f'<a href="/customers/{ada.pk}/">Customer #{ada.pk}: excluded</a>' in page
    assert "203.0.113.7" in page
    assert "Asked to" in page
    assert '<del class="quiet">Member</del>' in page


def test_states_of_apps_and_days_are_told_in_words() -> None:
    removed = AuditEvent(
        subject="installation", before={"state": "connected"}, after={"state": "removed", "app": "reviews"}
    )
    held = AuditEvent(subject="customer", before={}, after={"tier": "Gold", "until": "2027-05-19"})
    tiers = AuditEvent(subject="vip", before={"tiers": []}, after={"tiers": [{"id": 1, "name": "Gold"}]})

    assert changes_of(tiers) == [("VIP tiers", "–", "Gold")]
    assert changes_of(removed) == [("Status", "Connected", "Removed"), ("App", "–", "reviews")]
    assert changes_of(held) == [("VIP tier", "–", "Gold"), ("Until", "–", "May 19, 2027")]


def test_what_the_programme_does_by_itself_names_no_door(merchant: Merchant) -> None:
    ada = make_customer(merchant)

    with scope(merchant=merchant):
        flows.customer_excluded(ada, reason="", by=None, at=MONDAY)

        event = AuditEvent.objects.latest("pk")
        assert (event.door, event.address, event.actor) == ("", None, None)


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ("excluded", True),
        ("olive", True),
        ("203.0.113", True),
        ("/exclude/", True),
        ("tagged", False),
        ("198.51", False),
        ("%", False),
    ],
)
def test_events_are_found_by_what_people_type(
    olive: Client, merchant: Merchant, asked: str, is_found: bool
) -> None:
    ada = make_customer(merchant)
    olive.post(reverse("customers:exclude", args=[ada.pk]), {"reason": "Asked"}, REMOTE_ADDR="203.0.113.7")

    page = olive.get(AUDIT, {"q": asked}).text

    assert (f"Customer #{ada.pk}: excluded" in page) == is_found


def test_events_are_narrowed_to_one_subject(olive: Client, merchant: Merchant) -> None:
    make_rule(merchant)
    ada = make_customer(merchant)
    with scope(merchant=merchant):
        flows.customer_excluded(ada, reason="Asked", by=None, at=MONDAY)

    assert "Customer #" in olive.get(AUDIT, {"subject": "customer"}).text
    assert "Nothing fits" in olive.get(AUDIT, {"subject": "coupon"}).text


def test_only_those_who_run_the_shop_read_it(client: Client, merchant: Merchant) -> None:
    sign_in(client, make_colleague(merchant, role=Role.SUPPORT))

    assert client.get(AUDIT).status_code == 403
