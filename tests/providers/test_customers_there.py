"""What CM Commerce knows of a shop's customers, and how long it believes it."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import now
from django_scopes import scope

from loyalty import flows
from tests.cast import make_adjustment, make_customer, make_order, make_tiers
from tests.providers.cm_commerce.birthdays import letters_of
from tests.providers.stand_in import EMAIL
from tests.providers.story import Story
from vip.snapshots import TierTerms

pytestmark = pytest.mark.django_db(transaction=True)

TIERS = (TierTerms("Bronze", 0), TierTerms("Gold", 100_00))


def cached(story: Story) -> dict[str, tuple[int, str]]:
    """Points and tier of every customer in its cache, by first name."""
    rows = story.commerce.store.rows("SELECT * FROM customers ORDER BY id")
    return {row["first_name"]: (row["points_balance"], row["vip_tier"]) for row in rows}


def test_all_customers_come_at_once_page_by_page(story: Story) -> None:
    names = ["Ada", "Bo", "Cy", "Di", "Ed"]
    for points, name in enumerate(names):
        make_customer(story.merchant, first_name=name, points=points * 10)

    story.install()

    assert cached(story) == {name: (number * 10, "") for number, name in enumerate(names)}
    assert "5 customers" in story.page("/customers").words


def test_segments_are_those_of_the_shop(story: Story) -> None:
    make_customer(story.merchant, first_name="Bo")
    make_order(make_customer(story.merchant), at=now())
    story.install()

    page = story.page("/customers?segment=Recent+Purchasers")

    assert "ada@example.com" in page.words
    assert "bo@example.com" not in page.words
    assert "No customer is in this segment" in story.page("/customers?segment=Customers+with+Rewards").words


def test_only_those_that_changed_are_read_again(story: Story) -> None:
    ada = make_customer(story.merchant, points=10)
    make_customer(story.merchant, first_name="Bo")
    story.install()
    story.commerce.store.run("UPDATE customers SET points_balance = -1")
    story.commerce.store.run("UPDATE connections SET synced_until = ?", now().isoformat())

    make_adjustment(ada, points=5, at=now())
    story.sync()

    assert cached(story) == {"Ada": (15, ""), "Bo": (-1, "")}


def test_an_email_names_points_and_referral_link(story: Story) -> None:
    make_customer(story.merchant, points=1234)
    story.install()

    page = story.olive.press(
        story.page("/emails"),
        "Save and preview",
        subject="{{ First Name }}, {{ Point Balance }} points",
        body="Bring a friend: {{ Referral URL }} {{ VIP Tier }}",
    )

    link = story.commerce.store.rows("SELECT referral_url FROM customers")[0]["referral_url"]
    assert link.startswith("http")
    assert "Ada, 1,234 points" in page.words
    assert f"Bring a friend: {link}" in page.words


def test_without_vip_no_tier_is_shown(story: Story) -> None:
    make_customer(story.merchant)
    story.install()

    assert "VIP Tier" not in story.page("/customers").words
    assert "VIP Tier" not in story.page("/emails").words


def test_a_tier_is_believed_for_ten_minutes_and_then_asked_for(story: Story) -> None:
    ada = make_customer(story.merchant)
    make_tiers(story.merchant, *TIERS)
    story.install()
    assert cached(story) == {"Ada": (0, "Bronze")}
    story.olive.press(story.page("/emails"), "Save and preview", subject="Hi", body="You are {{ VIP Tier }}.")

    make_order(ada, goods_cents=150_00, at=now())
    soon = story.page("/emails")
    story.clock.ahead += timedelta(minutes=11)
    later = story.page("/emails")

    assert "You are Bronze." in soon.words
    assert "You are Gold." in later.words


def test_a_tier_is_gone_once_vip_is_switched_off(story: Story) -> None:
    make_customer(story.merchant)
    make_tiers(story.merchant, *TIERS)
    story.install()
    story.olive.press(story.page("/emails"), "Save and preview", subject="Hi", body="You are {{ VIP Tier }}.")

    make_tiers(story.merchant, *TIERS, is_on=False)
    story.clock.ahead += timedelta(minutes=11)

    assert "You are ." in story.page("/emails").words
    assert "VIP Tier" not in story.page("/customers").words


def test_a_birthday_sends_a_follow_up_and_nobody_turns_a_thousand(story: Story) -> None:
    ada, bo = make_customer(story.merchant), make_customer(story.merchant, first_name="Bo")
    with scope(merchant=story.merchant):
        flows.birthday_set(ada, birthday=date(1990, 6, 10), by=None, at=now())
        flows.birthday_set(bo, birthday=date(1004, 6, 12), by=None, at=now())
    story.install()

    story.olive.press(story.page("/follow-ups"), "Add rule", days="3", side="before", subject="Soon!")
    page = story.page("/follow-ups?from=2027-06-01")

    letters = letters_of(story.commerce, EMAIL, first=date(2027, 6, 1))
    assert [(one.name, one.on, one.turns) for one in letters] == [
        ("Ada", date(2027, 6, 7), 37),
        ("Bo", date(2027, 6, 9), None),
    ]
    assert "Ada, who turns 37" in page.words
    assert "Bo, who turns" not in page.words
