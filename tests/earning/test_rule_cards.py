"""The cards of a rule's page: limits, dates, looks, and what customers read."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django_scopes import scope

from earning.actions import CustomerText, terms_of
from earning.catalogue import BIRTHDAY, SIGN_UP
from earning.models import RuleVersion
from loyalty.merchants.models import Merchant
from tests.cast import MONDAY, make_merchant, make_rule, make_user, sign_in
from tests.earning.rule_page import page_of, typed

pytestmark = pytest.mark.django_db
FIXED = {"value_type": "fixed", "points": "100"}


def newest(merchant: Merchant) -> RuleVersion:
    with scope(merchant=merchant):
        return RuleVersion.objects.latest("number")


def test_limit_and_cap_are_saved(client: Client) -> None:
    merchant = make_merchant()
    rule = make_rule(merchant)
    limit = {"limit_period": "rolling", "limit_count": "3", "limit_days": "30"}

    sign_in(client, make_user()).post(page_of(rule), typed(**limit, cap_period="week", cap_points="1,500"))

    said = terms_of(newest(merchant))
    assert (said.limit_count, said.limit_period, said.limit_days) == (3, "rolling", 30)
    assert (said.cap_points, said.cap_period) == (1500, "week")


def test_numbers_beside_no_limit_are_left_out(client: Client) -> None:
    merchant = make_merchant()
    rule = make_rule(merchant)
    nothing = {"limit_count": "0", "limit_days": "many", "cap_points": "-1"}

    sign_in(client, make_user()).post(page_of(rule), typed(**nothing, points="2"))

    said = terms_of(newest(merchant))
    assert (said.points, said.limit_count, said.cap_points) == (2, None, None)


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"limit_period": "day"}, "limit_count", "Enter a number."),
        ({"limit_period": "day", "limit_count": "0"}, "limit_count", "Enter at least 1."),
        ({"limit_period": "rolling", "limit_count": "1"}, "limit_days", "Enter a number."),
        ({"cap_period": "day", "cap_points": "-5"}, "cap_points", "Enter at least 1 point."),
        (
            {"cap_period": "day", "cap_points": "1000000001"},
            "cap_points",
            "Enter at most 1,000,000,000 points.",
        ),
        (
            {**FIXED, "cap_period": "day", "cap_points": "99"},
            "cap_points",
            "The rule gives 100 points at once. Enter at least as many.",
        ),
        (
            {"starts_at": "2026-03-02T10:00", "ends_at": "2026-03-02T10:00"},
            "ends_at",
            "The rule would end before it starts.",
        ),
        ({"starts_at": "soon"}, "starts_at", "Enter a day and a time."),
        (
            {"text-sv-link": "not an address"},
            "text-sv-link",
            "Enter a whole address, such as https://example.com/page.",
        ),
    ],
)
def test_mistakes_are_told_at_the_field(
    client: Client, fields: dict[str, str], field: str, sentence: str
) -> None:
    merchant = make_merchant()
    rule = make_rule(merchant)

    answer = sign_in(client, make_user()).post(page_of(rule), typed(**fields))

    assert answer.context["form"].errors == {field: [sentence]}
    assert sentence in answer.content.decode()
    assert newest(merchant).number == 1


def test_moments_are_the_merchants(client: Client) -> None:
    merchant = make_merchant(timezone="Europe/Stockholm")
    rule = make_rule(merchant)
    dates = {"starts_at": "2026-07-01T00:00", "ends_at": "2026-12-01T00:00"}

    page = sign_in(client, make_user())
    page.post(page_of(rule), typed(**dates))

    said = newest(merchant)
    assert said.starts_at == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert said.ends_at == datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert 'value="2026-07-01T00:00"' in page.get(page_of(rule)).content.decode()


def test_moments_with_seconds_stay_when_the_page_is_saved(client: Client) -> None:
    merchant = make_merchant()
    starts_at = MONDAY.replace(second=17)
    rule = make_rule(merchant, starts_at=starts_at)

    sign_in(client, make_user()).post(
        page_of(rule), typed(starts_at=starts_at.strftime("%Y-%m-%dT%H:%M"), points="2")
    )

    assert newest(merchant).starts_at == starts_at


def test_customers_read_what_is_typed_for_their_language(client: Client) -> None:
    merchant = make_merchant()
    rule = make_rule(merchant)
    texts = {"text-sv-title": "Handla", "text-sv-text": "Så ofta du vill", "text-en-link": "shop.example.com"}

    page = sign_in(client, make_user())
    page.post(page_of(rule), typed(icon="coffee", **texts))

    said = terms_of(newest(merchant))
    assert said.icon == "coffee"
    assert said.texts == {
        "sv": CustomerText("Handla", "Så ofta du vill"),
        "en": CustomerText(link="https://shop.example.com"),
    }
    previews = page.get(page_of(rule)).context["reading"].previews
    assert [(shown.language, shown.title) for shown in previews] == [("en", "A rule"), ("sv", "Handla")]


def test_icon_that_is_not_offered_is_refused(client: Client) -> None:
    rule = make_rule(make_merchant())

    answer = sign_in(client, make_user()).post(page_of(rule), typed(icon="skull"))

    assert list(answer.context["form"].errors) == ["icon"]


@pytest.mark.parametrize(
    ("action", "fact"),
    [
        (SIGN_UP.code, "Once for each customer."),
        (BIRTHDAY.code, "Once a year for each customer."),
        ("follow_x", "Once for each customer."),
    ],
)
def test_what_counts_once_anyway_has_no_limit_to_set(client: Client, action: str, fact: str) -> None:
    rule = make_rule(make_merchant(), action=action)

    page = sign_in(client, make_user()).get(page_of(rule)).content.decode()

    assert fact in page
    assert 'name="limit_period"' not in page
