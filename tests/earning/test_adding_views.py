"""Add earning rule: choose an action, say how many points, create."""

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from apps_marketplace.models import InstallationState
from earning.catalogue import BIRTHDAY, LEAVE_REVIEW, NEWSLETTER, PLACE_ORDER, REFER_FRIEND, SIGN_UP
from earning.models import Rule, RuleVersion, ValueType
from loyalty.audit.models import AuditEvent
from loyalty.team.models import Role
from tests.apps_marketplace.cast import install_app
from tests.cast import (
    make_colleague,
    make_customer,
    make_merchant,
    make_order,
    make_rule,
    make_user,
    sign_in,
)

CATALOGUE = "/program/points/earning/add/"
REVIEW = "cm-commerce/review"
PER_EURO = {"value_type": "per_amount", "points": "1", "amount": "1.00", "has_whole_units": "False"}

pytestmark = pytest.mark.django_db


def errors_after(client: Client, *, action: str = PLACE_ORDER.code, **typed: str) -> dict[str, list[str]]:
    answer = client.post(reverse("earning:create", args=[action]), {**PER_EURO, **typed})
    errors: dict[str, list[str]] = answer.context["form"].errors
    return {field: list(found) for field, found in errors.items()}


def test_catalogue_offers_the_built_in_actions_in_their_groups(client: Client) -> None:
    make_merchant()

    answer = sign_in(client, make_user()).get(CATALOGUE)

    groups = {group.label: [action.code for action in actions] for group, actions in answer.context["groups"]}
    assert list(groups) == ["Orders", "Account", "Social", "Store"]
    assert groups["Orders"] == [PLACE_ORDER.code]
    assert groups["Account"] == [SIGN_UP.code, BIRTHDAY.code, NEWSLETTER.code, REFER_FRIEND.code]
    assert groups["Store"] == [LEAVE_REVIEW.code]
    assert "Apps bring actions here" in answer.content.decode()


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (InstallationState.CONNECTED, [REVIEW]),
        (InstallationState.WAITING, []),
        (InstallationState.REMOVED, []),
    ],
)
def test_catalogue_offers_what_connected_apps_bring(client: Client, state: str, offered: list[str]) -> None:
    install_app(make_merchant(), state=state)

    answer = sign_in(client, make_user()).get(CATALOGUE)

    (store,) = [actions for group, actions in answer.context["groups"] if group == "store"]
    assert [action.code for action in store if action.app] == offered
    assert ("CM Commerce: Review a purchased product" in answer.content.decode()) == bool(offered)


def test_app_of_another_merchant_brings_nothing_here(client: Client) -> None:
    make_merchant()
    install_app(make_merchant(owner=make_user("Stranger")))

    answer = sign_in(client, make_user()).get(reverse("earning:create", args=[REVIEW]))

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("words", "found"),
    [("instagram", ["follow_instagram"]), ("x SHARE", ["share_x"]), ("no such thing", [])],
)
def test_catalogue_is_searched_by_all_words(client: Client, words: str, found: list[str]) -> None:
    make_merchant()

    answer = sign_in(client, make_user()).get(CATALOGUE, {"q": words})

    assert [action.code for _group, actions in answer.context["groups"] for action in actions] == found


def test_catalogue_marks_what_is_in_use(client: Client) -> None:
    make_rule(make_merchant())

    answer = sign_in(client, make_user()).get(CATALOGUE)

    assert answer.context["used"] == {PLACE_ORDER.code}


def test_order_rule_counts_for_the_next_order(client: Client) -> None:
    merchant = make_merchant(currency="USD")
    sign_in(client, make_user())
    ada = make_customer(merchant)

    answer = client.post(
        reverse("earning:create", args=[PLACE_ORDER.code]),
        {**PER_EURO, "points": "5", "amount": "2.50", "has_whole_units": "True"},
    )
    make_order(ada, goods_cents=10_49)

    with scope(merchant=merchant):
        rule, version = Rule.objects.get(), RuleVersion.objects.get()
        ada.account.refresh_from_db()
    assert answer.headers["Location"] == reverse("earning:rule", args=[rule.pk])
    assert (version.name, version.value_type) == ("Place an order", ValueType.PER_AMOUNT)
    assert (version.points, version.amount_cents, version.has_whole_units) == (5, 2_50, True)
    assert version.author == make_user()
    assert ada.account.balance == 20


def test_action_of_an_app_makes_a_fixed_rule_with_its_name(client: Client) -> None:
    merchant = make_merchant()
    install_app(merchant)

    sign_in(client, make_user()).post(reverse("earning:create", args=[REVIEW]), {"points": "1,500"})

    with scope(merchant=merchant):
        version = RuleVersion.objects.select_related("rule").get()
    assert (version.rule.action, version.points) == (REVIEW, 1500)
    assert version.name == "CM Commerce: Review a purchased product"
    assert version.value_type == ValueType.FIXED


def test_following_asks_for_the_page_at_once(client: Client) -> None:
    make_merchant()
    sign_in(client, make_user())

    blank = errors_after(client, action="follow_instagram", points="20")
    half = errors_after(client, action="follow_instagram", points="20", link="nowhere")

    assert blank == {"link": ["This field is required."]}
    assert half == {"link": ["Enter a whole address, such as https://example.com/page."]}


def test_rule_about_a_page_keeps_its_link_and_cannot_lose_it(client: Client) -> None:
    merchant = make_merchant()
    sign_in(client, make_user())
    link = "https://example.com/us"

    client.post(reverse("earning:create", args=["click_link"]), {"points": "20", "link": link})
    with scope(merchant=merchant):
        rule = Rule.objects.get()
        assert RuleVersion.objects.get().texts["en"]["link"] == link
    form = client.post(
        reverse("earning:rule", args=[rule.pk]), {"name": "Visit", "points": "20", "seen": "1"}
    ).context["form"]

    assert form.errors == {
        "text-en-link": ["Enter the page that customers visit for this, such as https://example.com/page."]
    }


def test_creating_is_written_down(client: Client) -> None:
    merchant = make_merchant()

    sign_in(client, make_user()).post(reverse("earning:create", args=[SIGN_UP.code]), {"points": "200"})

    with scope(merchant=merchant):
        event = AuditEvent.objects.get(action="rule.created")
        assert event.subject_id == Rule.objects.get().pk
    assert event.actor == make_user()
    assert event.after["points"] == 200


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        ("", "Enter how many points."),
        ("0", "Enter at least 1 point."),
        ("-5", "Enter at least 1 point."),
        ("1.5", "Enter a whole number of points."),
        ("many", "Enter a whole number of points."),
        ("9" * 5000, "Enter a whole number of points."),
        ("1000000001", "Enter at most 1,000,000,000 points."),
    ],
)
def test_impossible_points_are_refused_at_the_field(client: Client, points: str, sentence: str) -> None:
    merchant = make_merchant()

    errors = errors_after(sign_in(client, make_user()), points=points)

    assert errors == {"points": [sentence]}
    with scope(merchant=merchant):
        assert not Rule.objects.exists()


@pytest.mark.parametrize(
    ("currency", "amount", "sentence"),
    [
        ("USD", "", "Enter an amount."),
        ("USD", "0", "Enter an amount above zero."),
        ("USD", "-1", "Enter an amount above zero."),
        ("USD", "ten", "Enter an amount, such as 10."),
        ("USD", "NaN", "Enter an amount, such as 10."),
        ("USD", "1e30", "Enter at most 1,000,000,000."),
        ("USD", "1.005", "Amounts in USD have at most 2 decimals."),
        ("JPY", "1.5", "Amounts in JPY have no decimals: enter a whole number."),
        ("KWD", "0.0005", "Amounts in KWD have at most 3 decimals."),
    ],
)
def test_impossible_amounts_are_refused_at_the_field(
    client: Client, currency: str, amount: str, sentence: str
) -> None:
    make_merchant(currency=currency)

    assert errors_after(sign_in(client, make_user()), amount=amount) == {"amount": [sentence]}


@pytest.mark.parametrize(
    ("currency", "amount", "cents"), [("JPY", "100", 100), ("KWD", "0.005", 5), ("USD", "1000000000", 10**11)]
)
def test_amounts_are_kept_in_the_currencys_own_unit(
    client: Client, currency: str, amount: str, cents: int
) -> None:
    merchant = make_merchant(currency=currency)

    address = reverse("earning:create", args=[PLACE_ORDER.code])
    sign_in(client, make_user()).post(address, {**PER_EURO, "amount": amount})

    with scope(merchant=merchant):
        assert RuleVersion.objects.get().amount_cents == cents


def test_fixed_rule_ignores_what_stands_in_the_amount(client: Client) -> None:
    merchant = make_merchant()

    address = reverse("earning:create", args=[PLACE_ORDER.code])
    sign_in(client, make_user()).post(address, {"value_type": "fixed", "points": "10", "amount": "ten"})

    with scope(merchant=merchant):
        assert RuleVersion.objects.get().amount_cents is None


def test_what_was_typed_stays_beside_the_error(client: Client) -> None:
    make_merchant()

    address = reverse("earning:create", args=[PLACE_ORDER.code])
    answer = sign_in(client, make_user()).post(address, {**PER_EURO, "points": "-7", "amount": "12.34"})

    page = answer.content.decode()
    assert 'value="-7"' in page
    assert 'value="12.34"' in page


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.VIEWER])
def test_only_owners_and_admins_add_rules(client: Client, role: Role) -> None:
    merchant = make_merchant()
    sign_in(client, make_colleague(merchant, role=role))
    address = reverse("earning:create", args=[SIGN_UP.code])

    answers = [client.get(CATALOGUE), client.get(address), client.post(address, {"points": "5"})]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    with scope(merchant=merchant):
        assert not Rule.objects.exists()


def test_unknown_action_is_not_found(client: Client) -> None:
    make_merchant()
    sign_in(client, make_user())

    assert client.get(CATALOGUE + "fly_to_the_moon/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentences"),
    [
        (PER_EURO, ["1 point for every $1", "An order of $49.90 gives", "49 points"]),
        ({**PER_EURO, "amount": "10", "has_whole_units": "True"}, ["every full $10", "$499.00", "49 points"]),
        ({"value_type": "fixed", "points": "200"}, ["200 points", "An order of $49.90 gives"]),
        ({**PER_EURO, "points": ""}, ["Fill in the fields"]),
    ],
)
def test_example_reads_what_is_typed_with_the_real_arithmetic(
    client: Client, typed: dict[str, str], sentences: list[str]
) -> None:
    make_merchant(currency="USD")

    address = reverse("earning:example", args=[PLACE_ORDER.code])
    page = sign_in(client, make_user()).get(address, typed).content.decode()

    assert [sentence for sentence in sentences if sentence not in page] == []
    assert "<html" not in page


def test_form_sent_twice_makes_one_rule(client: Client) -> None:
    merchant = make_merchant()
    sign_in(client, make_user())
    page = client.get(reverse("earning:create", args=[PLACE_ORDER.code]))
    key = {"key": str(page.context["form"]["key"].value())}

    answers = [
        client.post(reverse("earning:create", args=[PLACE_ORDER.code]), {**PER_EURO, **key, "confirmed": "1"})
        for _time in range(2)
    ]

    with scope(merchant=merchant):
        rule = Rule.objects.get()
        assert AuditEvent.objects.filter(action="rule.created").count() == 1
    assert {answer.headers["Location"] for answer in answers} == {reverse("earning:rule", args=[rule.pk])}


def test_form_sent_twice_is_not_asked_about_its_own_rule(client: Client) -> None:
    merchant = make_merchant()
    sign_in(client, make_user())
    page = client.get(reverse("earning:create", args=[PLACE_ORDER.code]))
    typed = {**PER_EURO, "key": str(page.context["form"]["key"].value())}

    answers = [client.post(reverse("earning:create", args=[PLACE_ORDER.code]), typed) for _time in range(2)]

    with scope(merchant=merchant):
        rule = Rule.objects.get()
    assert [answer.headers.get("Location") for answer in answers] == [
        reverse("earning:rule", args=[rule.pk])
    ] * 2
