"""Program → VIP, as a merchant clicks it."""

from typing import Any

import pytest
from django.test import Client

from loyalty.customers.models import CustomerState
from loyalty.merchants.models import Merchant
from loyalty.team.models import Role
from tests.cast import make_colleague, make_customer, make_order, make_reward, make_tiers, make_user, sign_in
from tests.vip.moves import tier_name
from vip.models import Basis, Period, Tier, VipChange, VipPhase, VipProgram
from vip.queries import terms_in_force

TIER: dict[str, Any] = {
    "name": "Gold",
    "milestone": "500",
    "icon": "crown",
    "colour": "gold",
    "multiplier": "1.5",
    "entry_points": "100",
    "perks_en": "Tea",
    "perks_sv": "Te",
    "version": 0,
}
SETTINGS: dict[str, Any] = {
    "is_on": "on",
    "basis": "spend",
    "spend_basis": "goods",
    "period": "lifetime",
    "rolling_days": "",
    "grace_days": "0",
}


@pytest.fixture
def olive(client: Client, merchant: Merchant) -> Client:
    return sign_in(client, make_user("Olive"))


def test_without_tiers_the_page_says_how_to_begin(olive: Client) -> None:
    page = olive.get("/program/vip/").content.decode()

    assert "No tiers yet" in page
    assert "/program/vip/add/" in page


def test_a_first_tier_is_saved_at_once(olive: Client, merchant: Merchant) -> None:
    answer = olive.post("/program/vip/add/", TIER)

    assert answer.headers["Location"] == "/program/vip/"
    (tier,) = terms_in_force(merchant.pk).tiers
    assert (tier.name, tier.milestone, tier.entry_points) == ("Gold", 500_00, 100)
    assert (str(tier.multiplier), tier.perks) == ("1.500", {"en": "Tea", "sv": "Te"})


def test_a_milestone_that_another_tier_has_is_refused_at_the_field(olive: Client, merchant: Merchant) -> None:
    terms = make_tiers()

    answer = olive.post("/program/vip/add/", {**TIER, "name": "Other", "version": terms.version})

    assert answer.status_code == 422
    assert answer.context["form"].errors["milestone"] == [
        "Gold has the same milestone. Two tiers cannot begin at one place."
    ]


def test_a_tier_that_moves_somebody_shows_whom_first(olive: Client, merchant: Merchant) -> None:
    terms = make_tiers()
    ada = make_customer()
    make_order(ada, goods_cents=300_00)

    answer = olive.post(
        "/program/vip/add/",
        {**TIER, "name": "Rose", "milestone": "250", "version": terms.version},
        follow=True,
    )

    page = answer.content.decode()
    assert "Who would move" in page
    assert "Apply and move 1 customer" in page
    assert "In all 100 points." in page
    assert tier_name(ada) == "Silver"


def test_the_last_word_moves_customers(olive: Client, merchant: Merchant) -> None:
    terms = make_tiers()
    ada = make_customer()
    make_order(ada, goods_cents=300_00)
    olive.post("/program/vip/add/", {**TIER, "name": "Rose", "milestone": "250", "version": terms.version})
    change = VipChange.objects.latest("pk")

    page = olive.post(f"/program/vip/changes/{change.pk}/apply/", {"gives_rewards": "on"}, follow=True)

    assert "The change is made" in page.content.decode()
    assert tier_name(ada) == "Rose"


def test_who_loses_a_tier_taken_away_goes_down(olive: Client, merchant: Merchant) -> None:
    terms = make_tiers()
    make_order(make_customer(), goods_cents=250_00)

    page = olive.post(f"/program/vip/tiers/{terms.tiers[1].id}/remove/", follow=True).content.decode()

    assert "down to" in page
    assert "up to" not in page


def test_a_discarded_change_changes_nothing(olive: Client, merchant: Merchant) -> None:
    terms = make_tiers()
    olive.post("/program/vip/add/", {**TIER, "name": "Rose", "milestone": "250", "version": terms.version})
    change = VipChange.objects.latest("pk")

    olive.post(f"/program/vip/changes/{change.pk}/discard/")

    change.refresh_from_db()
    assert change.phase == VipPhase.DISCARDED
    assert [tier.name for tier in terms_in_force(merchant.pk).tiers] == ["Bronze", "Silver", "Gold"]


def test_what_moves_nobody_is_saved_at_once(olive: Client, merchant: Merchant) -> None:
    terms = make_tiers()
    gold = Tier.objects.get(name="Gold")

    olive.post(f"/program/vip/tiers/{gold.pk}/", {**TIER, "name": "Sun", "version": terms.version})

    assert terms_in_force(merchant.pk).tiers[-1].name == "Sun"
    assert VipChange.objects.filter(phase=VipPhase.CHECKED).count() == 0


def test_coupons_can_be_chosen_that_are_given_not_bought_by_the_slide(
    olive: Client, merchant: Merchant
) -> None:
    reward = make_reward(name="A mug")

    olive.post("/program/vip/add/", {**TIER, "entry_reward_ids": [reward.pk]})

    assert terms_in_force(merchant.pk).tiers[0].entry_reward_ids == (reward.pk,)


def test_settings_ask_for_days_where_they_roll(olive: Client, merchant: Merchant) -> None:
    terms = make_tiers()

    answer = olive.post(
        "/program/vip/settings/", {**SETTINGS, "period": "rolling_days", "version": terms.version}
    )

    assert answer.context["form"].errors == {"rolling_days": ["Enter how many days count."]}


def test_changed_settings_wait_for_a_word(olive: Client, merchant: Merchant) -> None:
    terms = make_tiers()

    olive.post("/program/vip/settings/", {**SETTINGS, "basis": "orders", "version": terms.version})

    change = VipChange.objects.latest("pk")
    assert (change.phase, change.terms["basis"]) == (VipPhase.CHECKED, Basis.ORDERS)
    assert terms_in_force(merchant.pk).basis == Basis.SPEND


def test_switching_on_without_a_tier_says_what_is_missing(olive: Client) -> None:
    answer = olive.post("/program/vip/settings/", {**SETTINGS, "version": 0})

    assert "Make a tier first" in answer.content.decode()


def test_switching_off_says_that_tiers_will_not_show(olive: Client, merchant: Merchant) -> None:
    terms = make_tiers()
    make_order(make_customer(), goods_cents=600_00)

    olive.post("/program/vip/settings/", {**SETTINGS, "is_on": "off", "version": terms.version})
    page = olive.get(f"/program/vip/changes/{VipChange.objects.latest('pk').pk}/").text

    assert "Tiers will not show" in page
    assert "Everybody holds the same tier" not in page


def test_a_guests_page_says_that_tiers_begin_with_joining(olive: Client, merchant: Merchant) -> None:
    make_tiers()
    guest = make_customer(state=CustomerState.CANDIDATE)

    page = olive.get(f"/customers/{guest.pk}/").text

    assert "Guests hold no tier until they join." in page
    assert "Progress to" not in page


def test_a_customers_page_says_where_they_stand(olive: Client, merchant: Merchant) -> None:
    make_tiers(period=Period.CALENDAR_YEAR)
    ada = make_customer()
    make_order(ada, goods_cents=300_00)

    page = olive.get(f"/customers/{ada.pk}/").content.decode()

    assert "VIP tier" in page
    assert "Silver" in page


def test_where_vip_is_off_a_customers_page_says_nothing_of_it(olive: Client, merchant: Merchant) -> None:
    ada = make_customer()

    page = olive.get(f"/customers/{ada.pk}/").content.decode()

    assert "VIP tier" not in page
    assert olive.get(f"/customers/{ada.pk}/tier/").status_code == 404


def test_support_sets_a_tier_by_hand_and_takes_it_back(client: Client, merchant: Merchant) -> None:
    make_tiers()
    ada = make_customer()
    sam = sign_in(client, make_colleague(role=Role.SUPPORT))
    gold = Tier.objects.get(name="Gold")

    sam.post(f"/customers/{ada.pk}/tier/", {"tier": gold.pk, "reason": "A friend", "gives_rewards": "on"})
    held = tier_name(ada)
    history = sam.get("/program/vip/moves/?cause=hand").content.decode()
    sam.post(f"/customers/{ada.pk}/tier/release/")

    assert (held, tier_name(ada)) == ("Gold", "Bronze")
    assert "A friend" in history


def test_a_day_that_is_over_is_refused_at_the_field(olive: Client, merchant: Merchant) -> None:
    make_tiers()
    ada = make_customer()
    gold = Tier.objects.get(name="Gold")
    typed = {"tier": gold.pk, "until": "2020-01-01", "reason": "A friend"}

    answer = olive.post(f"/customers/{ada.pk}/tier/", typed)

    assert answer.context["form"].errors == {"until": ["Choose a day that is not over yet, or none."]}


@pytest.mark.parametrize("path", ["add/", "switch/"])
def test_viewers_change_nothing(client: Client, merchant: Merchant, path: str) -> None:
    viewer = sign_in(client, make_colleague(role=Role.VIEWER))

    assert viewer.post(f"/program/vip/{path}", TIER).status_code == 403


def test_while_vip_is_off_the_customers_list_knows_no_tiers(olive: Client, merchant: Merchant) -> None:
    make_tiers()
    make_order(make_customer(), goods_cents=600_00)
    gold = Tier.objects.get(name="Gold")
    before = olive.get("/customers/", {"tier": str(gold.pk)}).text

    VipProgram.objects.update(is_on=False)
    page = olive.get("/customers/").text
    narrowed = olive.get("/customers/", {"tier": str(gold.pk)}).text

    assert f"tier={gold.pk}" in before
    assert "ada@example.com" in before
    assert "VIP tier" not in page
    assert "ada@example.com" in page
    assert "ada@example.com" not in narrowed
