"""What customers share, and friends read, in their languages."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.referrals.queries import code_of, invitation_texts, referral_program, shared_texts
from loyalty.referrals.snapshots import InvitationTexts
from tests.cast import make_colleague, make_customer, make_reward, make_user, sign_in
from tests.referrals.cast import invite, promise
from tests.referrals.test_pages import SETTINGS, TYPED

EXAMPLE = f"{SETTINGS}example/"
OWN = {"sv": {"share": "Fika med mig", "title": "Ada bjuder"}, "en": {"message": "Come for coffee"}}


@pytest.fixture
def ada(merchant: Merchant) -> Customer:
    customer = make_customer(email="ada@example.com", last_name="Advocate")
    customer.refresh_from_db()
    return customer


def read(merchant: Merchant, language: str = "en") -> InvitationTexts:
    program = referral_program(merchant.pk)
    assert program is not None
    return invitation_texts(program, name="Ada", merchant=merchant, language=language)


def test_ours_are_said_where_the_merchant_says_nothing(merchant: Merchant) -> None:
    promise(merchant, friend_reward_id=make_reward(name="A free mug").pk)

    assert read(merchant) == InvitationTexts(
        promise="You get this once a friend has bought for at least €20.00: 500 points.",
        share="I shop at Olive's oils. Follow my link and get this: A free mug.",
        title="Ada invites you",
        message="Leave your address and get this at Olive's oils: A free mug.",
    )


def test_the_merchants_own_words_win_part_by_part(merchant: Merchant) -> None:
    promise(merchant, texts=OWN)

    english, swedish = read(merchant), read(merchant, "sv")

    assert (english.title, english.message) == ("Ada invites you", "Come for coffee")
    assert (swedish.share, swedish.title) == ("Fika med mig", "Ada bjuder")


def test_a_reward_has_its_name_in_the_language(merchant: Merchant) -> None:
    reward = make_reward(name="A free mug", texts={"sv": {"name": "En mugg"}})
    promise(merchant, advocate_points=None, advocate_reward_id=reward.pk)

    assert read(merchant).promise.endswith("A free mug.")
    assert "En mugg" in read(merchant, "sv").promise


@pytest.mark.parametrize(
    ("spoken", "share"), [("sv-SE", "Fika med mig"), ("de", "Come here"), ("", "Come here")]
)
def test_customers_share_in_their_language_else_the_merchants(
    merchant: Merchant, spoken: str, share: str
) -> None:
    promise(merchant, texts={"sv": {"share": "Fika med mig"}, "en": {"share": "Come here"}})
    program = referral_program(merchant.pk)
    assert program is not None

    with translation.override("sv"):
        assert shared_texts(make_customer(language=spoken), program).share == share


@pytest.mark.parametrize(
    ("asked", "title"),
    [("sv-SE,sv;q=0.9,en;q=0.5", "Ada bjuder"), ("de,fr", "Ada invites you"), ("", "Ada invites you")],
)
def test_friends_read_the_language_of_their_browser(
    client: Client, merchant: Merchant, ada: Customer, asked: str, title: str
) -> None:
    promise(merchant, texts=OWN)

    page = client.get(f"/r/{code_of(ada)}/", headers={"Accept-Language": asked}).text

    assert f"<h1>{title}</h1>" in page


def test_what_is_typed_is_shown_as_it_reads(client: Client, merchant: Merchant) -> None:
    olive = sign_in(client, make_user("Olive"))
    typed: dict[str, Any] = {**TYPED, "share_sv": "Fika <b>med</b> mig", "min_order_cents": ""}

    shown = olive.get(EXAMPLE, typed).text

    assert "Fika &lt;b&gt;med&lt;/b&gt; mig" in shown
    assert "500 points." in shown
    assert referral_program(merchant.pk) is None


def test_a_customers_page_has_the_text_to_share(client: Client, merchant: Merchant, ada: Customer) -> None:
    promise(merchant, texts={"en": {"share": "Coffee with me?"}})
    sam = sign_in(client, make_colleague())

    page = sam.get(f"/customers/{ada.pk}/").text

    assert f"Coffee with me? http://testserver/r/{code_of(ada)}/" in page


def test_no_link_is_shown_that_leads_nowhere(client: Client, merchant: Merchant, ada: Customer) -> None:
    sam = sign_in(client, make_colleague())
    promise(merchant)
    invite(ada)
    promise(merchant, is_on=False)

    page = sam.get(f"/customers/{ada.pk}/").text

    assert "Referrals are switched off; nobody can follow the link." in page
    assert f"/r/{code_of(ada)}/" not in page
