"""What each condition asks, and of what."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from earning.conditions import (
    CONDITIONS,
    AccountAge,
    Buyer,
    Categories,
    Channels,
    Condition,
    Countries,
    Currencies,
    CustomerTags,
    InvalidCondition,
    Locales,
    MinimumOrder,
    MinimumReview,
    OrderNumber,
    Products,
    Skus,
    Stores,
    Subject,
    Tiers,
    VerifiedPurchase,
    Weekdays,
    Window,
    Words,
    conditions_for,
    conditions_from,
    is_limitable,
)
from loyalty.orders.snapshots import LineFacts

SUNDAY_NIGHT = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
OIL = LineFacts("oil-1", 1, 10_00, product="oil", categories=("food", "italy"))
SALT = LineFacts("salt-1", 1, 5_00, product="salt", categories=("food",))
ADA = Buyer(("vip",), SUNDAY_NIGHT - timedelta(days=30), order_number=2, tier="Gold")
ORDER = Subject(
    SUNDAY_NIGHT,
    ZoneInfo("Europe/Stockholm"),
    ADA,
    earning_cents=50_00,
    currency="SEK",
    lines=(OIL, SALT),
    store_id=7,
    channel="web",
    country="SE",
    locale="sv-FI",
    has_purchased=True,
    text_length=100,
)
NOBODYS = Subject(ORDER.happened_at, ORDER.timezone)

ASKED: list[tuple[Condition, bool, Any]] = [
    (MinimumOrder(50_00), True, 50_00),
    (MinimumOrder(50_01), False, 50_00),
    (Categories(("italy",)), True, ["food", "italy"]),
    (Categories(("food",), is_excluding=True), False, ["food", "italy"]),
    (Categories(("italy",), is_excluding=True), True, ["food", "italy"]),
    (Products(("salt",)), True, ["oil", "salt"]),
    (Skus(("pepper-1",)), False, ["oil-1", "salt-1"]),
    (Stores(("7",)), True, ["7"]),
    (Stores(("7",), is_excluding=True), False, ["7"]),
    (Currencies(("EUR", "SEK")), True, ["SEK"]),
    (Channels(("pos", "WEB")), True, ["web"]),
    (Channels(("Web",), is_excluding=True), False, ["web"]),
    (Countries(("SE", "NO")), True, ["SE"]),
    (Countries(("se",)), True, ["SE"]),
    (Countries(("NO",)), False, ["SE"]),
    (Locales(("sv_fi",)), True, ["sv-FI"]),
    (Locales(("sv",)), True, ["sv-FI"]),
    (Locales(("sv-SE", "s")), False, ["sv-FI"]),
    (Weekdays((1,)), True, 1),
    (Weekdays((7,)), False, 1),
    (CustomerTags(("vip",)), True, ["vip"]),
    (CustomerTags((" VIP ",)), True, ["vip"]),
    (CustomerTags(("vip",), is_excluding=True), False, ["vip"]),
    (Tiers(("Gold", "Silver")), True, ["Gold"]),
    (AccountAge(30), True, 30),
    (AccountAge(31), False, 30),
    (OrderNumber(), False, 2),
    (OrderNumber(2), True, 2),
    (VerifiedPurchase(), True, True),
    (MinimumReview(100), True, 100),
    (MinimumReview(101), False, 100),
    (Window(SUNDAY_NIGHT, None), True, SUNDAY_NIGHT.isoformat()),
    (Window(None, SUNDAY_NIGHT), False, SUNDAY_NIGHT.isoformat()),
]


@pytest.mark.parametrize(("condition", "passed", "seen"), ASKED, ids=lambda asked: str(asked)[:60])
def test_a_condition_says_whether_it_is_met_and_what_it_saw(
    condition: Condition, passed: bool, seen: object
) -> None:
    assert condition.holds(ORDER) == (passed, seen)


@pytest.mark.parametrize(
    "condition",
    [
        MinimumOrder(1),
        Stores(("7",)),
        Channels(("web",)),
        Countries(("SE",)),
        Locales(("sv",)),
        AccountAge(1),
        OrderNumber(),
        MinimumReview(1),
        Tiers(("Gold",)),
    ],
)
def test_what_is_not_known_meets_nothing(condition: Condition) -> None:
    assert not condition.holds(NOBODYS).passed


def test_an_order_without_known_lines_has_none_of_the_categories() -> None:
    assert not Categories(("food",)).holds(NOBODYS).passed
    assert Categories(("food",), is_excluding=True).holds(NOBODYS).passed


@pytest.mark.parametrize(
    "condition", [condition for condition, _passed, _seen in ASKED], ids=lambda c: c.code
)
def test_every_condition_says_what_it_asks(condition: Condition) -> None:
    assert len(condition.sentence(Words("SEK", {7: "Harbour"}))) > 5


def test_a_store_is_called_by_its_name() -> None:
    assert Stores(("7", "8")).sentence(Words("SEK", {7: "Harbour"})) == "Stores: only Harbour, 8"


def test_a_country_is_called_by_its_name() -> None:
    assert Countries(("SE", "NO")).sentence(Words("SEK")) == "Countries: only Sweden, Norway"
    assert Countries(("SE",)).seen_text(["NO"], Words("SEK")) == "Norway"


@pytest.mark.parametrize(
    "condition", [asked for asked, _, _ in ASKED if asked.code in CONDITIONS], ids=lambda asked: asked.code
)
def test_a_condition_is_kept_and_read_again(condition: Condition) -> None:
    assert conditions_from([condition.as_json()]) == (condition,)


@pytest.mark.parametrize(
    "condition",
    [
        MinimumOrder(0),
        Categories(()),
        Categories(("",)),
        Stores(("Harbour",)),
        CustomerTags((" ",)),
        Countries(("Sweden",)),
        Locales(("swedish",)),
        Weekdays((8,)),
        Weekdays(()),
        AccountAge(0),
        OrderNumber(0),
        MinimumReview(-1),
    ],
)
def test_senseless_values_are_refused_by_name(condition: Condition) -> None:
    with pytest.raises(InvalidCondition) as refusal:
        condition.check()

    assert refusal.value.details == {"field": condition.code}


@pytest.mark.parametrize("kept", [{"type": "moon"}, {}, {"type": "account_age", "moons": 3}])
def test_an_unknown_condition_is_refused(kept: dict[str, Any]) -> None:
    with pytest.raises(InvalidCondition):
        conditions_from([kept])


def test_every_action_is_offered_the_conditions_that_can_be_asked_of_it() -> None:
    offered = {
        action: [kind.code for kind in conditions_for(action)]
        for action in ("place_order", "sign_up", "birthday", "follow_instagram", "review")
    }

    assert offered == {
        "place_order": [
            kind for kind in CONDITIONS if kind not in (VerifiedPurchase.code, MinimumReview.code)
        ],
        "sign_up": ["weekdays", "customer_tags"],
        "birthday": ["customer_tags", "account_age", "tiers"],
        "follow_instagram": ["weekdays", "customer_tags", "account_age", "tiers"],
        "review": [
            "weekdays",
            "customer_tags",
            "account_age",
            "tiers",
            "verified_purchase",
            "minimum_review",
        ],
    }


def test_what_comes_once_anyway_takes_no_limit() -> None:
    assert [is_limitable(action) for action in ("place_order", "review", "sign_up", "birthday")] == [
        True,
        True,
        False,
        False,
    ]
