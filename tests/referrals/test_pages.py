"""What the team sees and does about invitations."""

from typing import Any

import pytest
from django.test import Client

from loyalty.audit.models import AuditEvent
from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.referrals.models import Referral, ReferralProgram, ReferralState
from loyalty.team.models import Role
from tests.cast import make_colleague, make_customer, make_user, sign_in
from tests.flows.shop import receive
from tests.referrals.cast import buys, invite, promise

LIST, SETTINGS = "/program/referrals/", "/program/referrals/settings/"
TYPED = {
    "is_on": "on",
    "advocate_gets": "points",
    "advocate_points": "500",
    "min_order_cents": "20",
    "qualifying_days": "30",
    "landing_url": "",
    "remember_days": "30",
    "network_limit": "10",
    "blocking_score": "100",
    **dict.fromkeys(
        [
            f"score_{code}"
            for code in (
                "self",
                "existing_customer",
                "similar_email",
                "same_name",
                "ip_limit",
                "not_first_order",
            )
        ],
        "100",
    ),
}


@pytest.fixture
def ada(merchant: Merchant) -> Customer:
    return make_customer(email="ada@example.com", last_name="Advocate")


@pytest.fixture
def olive(client: Client, merchant: Merchant) -> Client:
    return sign_in(client, make_user("Olive"))


def save(client: Client, **typed: Any) -> Any:
    return client.post(SETTINGS, TYPED | typed)


def test_the_programme_is_set_up(olive: Client, merchant: Merchant) -> None:
    save(olive, score_same_name="40", title_sv="Ada bjuder dig", message_sv="Kom och fika")

    program = ReferralProgram.objects.get()
    assert (program.is_on, program.advocate_points, program.min_order_cents) == (True, 500, 20_00)
    assert program.signal_scores == {"same_name": 40}
    assert program.texts == {"sv": {"title": "Ada bjuder dig", "message": "Kom och fika"}}
    assert AuditEvent.objects.filter(action="referrals.set").exists()


def test_what_is_saved_stands_in_the_form_again(olive: Client) -> None:
    save(olive, min_order_cents="12.34", landing_url="https://shop.example/hi")

    page = olive.get(SETTINGS).content.decode()

    assert 'value="12.34"' in page
    assert 'value="https://shop.example/hi"' in page


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"advocate_points": ""}, "Enter how many points."),
        ({"advocate_gets": "coupon"}, "Choose a reward, or give points."),
        ({"min_order_cents": "1.234"}, "Amounts in EUR have at most 2 decimals."),
        ({"score_self": "-1"}, "Enter at least 0."),
        ({"network_limit": "0"}, "Enter at least 1."),
        ({"landing_url": "javascript:alert(1)"}, "Enter a whole address, such as https://example.com/page."),
    ],
)
def test_what_makes_no_sense_is_said_at_the_field(olive: Client, typed: dict[str, str], says: str) -> None:
    page = save(olive, **typed).content.decode()

    assert says in page
    assert not ReferralProgram.objects.exists()


def test_support_reads_and_changes_nothing(client: Client, merchant: Merchant) -> None:
    sam = sign_in(client, make_colleague(role=Role.SUPPORT))

    assert "Owners and admins can change these settings." in sam.get(SETTINGS).content.decode()
    assert save(sam).status_code == 403


def test_the_list_finds_both_people(olive: Client, merchant: Merchant, ada: Customer) -> None:
    promise(merchant)
    invite(ada)
    grace = make_customer(first_name="Grace", external_id="grace", email="grace@example.net")
    invite(grace, email="other@example.org")

    for search in ("friend@", "Ada", "ada@example.com"):
        page = olive.get(LIST, {"q": search}).content.decode()
        assert "friend@example.org" in page
        assert "other@example.org" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_statements_whatever_its_length(
    olive: Client, merchant: Merchant, ada: Customer, number: int, django_assert_max_num_queries: Any
) -> None:
    promise(merchant)
    for letter in "abc"[:number]:
        invite(ada, email=f"{letter}x@example.org")

    with django_assert_max_num_queries(8):
        page = olive.get(LIST).content.decode()

    assert page.count("x@example.org") == number


def test_the_page_of_one_says_what_spoke_against_it(olive: Client, merchant: Merchant, ada: Customer) -> None:
    promise(merchant)
    referral = invite(ada, email="ada5@example.com")

    page = olive.get(f"{LIST}{referral.pk}/").content.decode()

    assert "The two addresses differ only in a plus tag, dots or the digits at the end." in page
    assert "The scores add up to 100; 100 blocks." in page


def test_blocking_and_allowing_need_a_reason(olive: Client, merchant: Merchant, ada: Customer) -> None:
    promise(merchant)
    referral = invite(ada)
    receive(buys(), merchant=merchant)

    page = olive.post(f"{LIST}{referral.pk}/block/", {"reason": ""}).content.decode()
    assert "Say why, for whoever looks at it later." in page

    olive.post(f"{LIST}{referral.pk}/block/", {"reason": "One household"})
    referral.refresh_from_db()
    assert (referral.state, referral.given_points) == (ReferralState.BLOCKED, 0)
    assert "One household" in olive.get(f"{LIST}{referral.pk}/").content.decode()

    olive.post(f"{LIST}{referral.pk}/allow/", {"reason": "Two, after all"})
    referral.refresh_from_db()
    assert (referral.state, referral.given_points) == (ReferralState.COMPLETED, 500)


def test_a_friend_who_follows_another_invitation_cannot_be_allowed(
    olive: Client, merchant: Merchant, ada: Customer
) -> None:
    promise(merchant)
    invite(ada)
    grace = make_customer(first_name="Grace", external_id="grace", email="grace@example.net")
    second: Referral = invite(grace, on=2)

    page = olive.post(f"{LIST}{second.pk}/allow/", {"reason": "Please"}).content.decode()

    assert "Somebody invited this friend before, and that still counts." in page
