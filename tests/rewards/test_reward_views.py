"""Program → Points → Spending: the list, the catalogue, the editor."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now
from django_scopes import scope

from loyalty import flows
from loyalty.audit.models import AuditEvent
from loyalty.merchants.models import Merchant
from loyalty.rewards.forms import WAYS
from loyalty.rewards.models import Coupon, Exchange, Reward, RewardType
from loyalty.team.models import Role
from tests.cast import make_colleague, make_customer, make_merchant, make_reward, make_user, sign_in

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "€5 off",
    "icon": "gift",
    "exchange": "fixed",
    "points": "500",
    "value_cents": "5.00",
    "issued_by": "program",
}


def olive(client: Client) -> Client:
    return sign_in(client, make_user())


def only_reward(merchant: Merchant) -> Reward:
    with scope(merchant=merchant):
        reward: Reward = Reward.objects.get()
        return reward


def errors_after(client: Client, *, way: str = "amount-off", **typed: str) -> dict[str, list[str]]:
    answer = client.post(reverse("rewards:create", args=[way]), {**TYPED, **typed})
    errors: dict[str, list[str]] = answer.context["form"].errors
    return {field: list(found) for field, found in errors.items()}


def test_the_list_says_what_each_costs_and_how_it_is_used(client: Client) -> None:
    merchant = make_merchant()
    five = make_reward(merchant, name="€5 off")
    make_reward(merchant, name="Welcome", exchange=Exchange.NONE, value_cents=10_00)
    ada = make_customer(merchant, points=1000)
    with scope(merchant=merchant):
        for key in ("a", "b"):
            flows.reward_redeemed(five, customer=ada, key=key, by=None, at=now())
        flows.coupon_cancelled(Coupon.objects.latest("id"), by=None, at=now())

    answer = olive(client).get(reverse("rewards:rewards"))

    groups = {
        label: [(line.listed.reward.name, line.note, line.price, line.listed.use.times) for line in lines]
        for label, lines in answer.context["groups"]
    }
    assert groups == {
        "For points": [("€5 off", "€5.00 off", "500 points", 1)],
        "Only as a gift": [("Welcome", "€10.00 off", "", 0)],
    }


def test_the_list_takes_as_many_statements_for_three_rewards_as_for_one(client: Client) -> None:
    merchant = make_merchant()
    make_reward(merchant)
    olive(client).get(reverse("rewards:rewards"))

    with CaptureQueriesContext(connection) as one:
        client.get(reverse("rewards:rewards"))
    for _ in range(2):
        make_reward(merchant)
    with CaptureQueriesContext(connection) as three:
        client.get(reverse("rewards:rewards"))

    assert len(one) == len(three)


def test_without_rewards_the_page_says_how_to_begin(client: Client) -> None:
    make_merchant()

    assert "No ways to redeem yet" in olive(client).get(reverse("rewards:rewards")).content.decode()


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.code)
def test_every_way_of_the_catalogue_makes_a_reward(way: Any, client: Client) -> None:
    merchant = make_merchant()
    worth = {"percent": "10", "product": "MUG-1", "step": "100", "step_value_cents": "1", "points_min": "100"}

    answer = olive(client).post(reverse("rewards:create", args=[way.code]), {**TYPED, **worth})

    reward = only_reward(merchant)
    assert answer.url == reverse("rewards:reward", args=[reward.pk])  # type: ignore[attr-defined]  # a redirect
    assert reward.type == way.type
    assert (reward.exchange == Exchange.VARIABLE) is way.is_slider


def test_a_reward_says_all_that_was_typed_and_who_made_it(client: Client) -> None:
    merchant = make_merchant()
    typed = {
        "min_order_cents": "20",
        "categories": "Oil\nVinegar\n\nOil",
        "currencies": "EUR",
        "prefix": "OIL",
        "expires_days": "90",
        "limit_per_customer": "2",
        "limit_total": "100",
        "instructions_en": "At the till.",
        "name_sv": "5 € rabatt",
    }

    olive(client).post(reverse("rewards:create", args=["amount-off"]), {**TYPED, **typed})

    reward = only_reward(merchant)
    assert (reward.points, reward.value_cents, reward.min_order_cents) == (500, 5_00, 20_00)
    assert (reward.categories, reward.currencies, reward.prefix) == (["Oil", "Vinegar"], ["EUR"], "OIL")
    assert (reward.expires_days, reward.limit_per_customer, reward.limit_total) == (90, 2, 100)
    assert reward.texts == {"en": {"instructions": "At the till."}, "sv": {"name": "5 € rabatt"}}
    with scope(merchant=merchant):
        event = AuditEvent.objects.get(subject="reward")
    assert (event.action, event.actor, event.after["points"]) == ("reward.created", make_user(), 500)


@pytest.mark.parametrize(
    ("way", "typed", "field"),
    [
        ("amount-off", {"value_cents": ""}, "value_cents"),
        ("amount-off", {"value_cents": "0"}, "value_cents"),
        ("amount-off", {"points": ""}, "points"),
        ("amount-off", {"points": "0"}, "points"),
        ("amount-off", {"name": ""}, "name"),
        ("amount-off", {"prefix": "öl"}, "prefix"),
        ("amount-off", {"expires_days": "0"}, "expires_days"),
        ("percentage-off", {"percent": "101"}, "percent"),
        ("free-product", {"product": ""}, "product"),
        (
            "amount-off-slider",
            {"step": "100", "step_value_cents": "1", "points_min": "150"},
            "points_min",
        ),
        (
            "amount-off-slider",
            {"step": "100", "step_value_cents": "1", "points_min": "200", "points_max": "100"},
            "points_max",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(
    way: str, typed: dict[str, str], field: str, client: Client
) -> None:
    merchant = make_merchant()

    errors = errors_after(olive(client), way=way, **typed)

    assert list(errors) == [field]
    with scope(merchant=merchant):
        assert not Reward.objects.exists()


def test_a_price_that_the_choice_hides_is_nobodys_mistake(client: Client) -> None:
    merchant = make_merchant()

    olive(client).post(
        reverse("rewards:create", args=["amount-off"]), {**TYPED, "exchange": "none", "points": "x"}
    )

    assert (only_reward(merchant).exchange, only_reward(merchant).points) == (Exchange.NONE, None)


def test_what_is_typed_reads_as_a_sentence(client: Client) -> None:
    make_merchant()

    page = olive(client).get(reverse("rewards:example", args=["amount-off"]), {**TYPED, "expires_days": "9"})

    text = page.content.decode()
    assert "Customers get <strong>€5.00 off</strong>" in text
    assert "Coupons are valid for 9 days" in text


def test_an_edit_is_written_down_with_before_and_after(client: Client) -> None:
    merchant = make_merchant()
    reward = make_reward(merchant)

    olive(client).post(reverse("rewards:reward", args=[reward.pk]), {**TYPED, "points": "800"})

    with scope(merchant=merchant):
        event = AuditEvent.objects.get(subject="reward", action="reward.revised")
    assert (event.before["points"], event.after["points"]) == (500, 800)
    assert (only_reward(merchant).points, only_reward(merchant).revision) == (800, 2)


def test_the_page_of_a_reward_shows_what_it_says(client: Client) -> None:
    merchant = make_merchant()
    reward = make_reward(merchant, type=RewardType.PERCENTAGE_OFF, percent=15, categories=["Oil"])

    form = olive(client).get(reverse("rewards:reward", args=[reward.pk])).context["form"]

    assert (form["percent"].value(), form["points"].value()) == (15, 500)
    assert 'name="categories"' in str(form["categories"])
    assert "Oil" in str(form["categories"])


def test_a_reward_is_disabled_and_enabled(client: Client) -> None:
    merchant = make_merchant()
    reward = make_reward(merchant)

    olive(client).post(reverse("rewards:set_active", args=[reward.pk]), {"is_active": "0"})

    assert not only_reward(merchant).is_active


@pytest.mark.parametrize(("role", "status"), [(Role.ADMIN, 302), (Role.SUPPORT, 403), (Role.VIEWER, 403)])
def test_only_those_who_change_the_programme_change_rewards(role: Role, status: int, client: Client) -> None:
    merchant = make_merchant()
    reward = make_reward(merchant)
    sign_in(client, make_colleague(merchant, role=role))

    answer = client.post(reverse("rewards:reward", args=[reward.pk]), {**TYPED, "points": "800"})

    assert answer.status_code == status
    assert client.get(reverse("rewards:reward", args=[reward.pk])).status_code == 200


def test_a_reward_without_a_minimum_shows_none(client: Client) -> None:
    merchant = make_merchant()
    reward = make_reward(merchant)

    form = olive(client).get(reverse("rewards:reward", args=[reward.pk])).context["form"]

    assert form["min_order_cents"].value() is None


def test_form_sent_twice_makes_one_reward(client: Client) -> None:
    merchant = make_merchant()
    address = reverse("rewards:create", args=["amount-off"])
    page = olive(client).get(address)
    key = str(page.context["form"]["key"].value())

    answers = [client.post(address, {**TYPED, "key": key}) for _time in range(2)]

    made = only_reward(merchant)
    with scope(merchant=merchant):
        assert AuditEvent.objects.filter(action="reward.created").count() == 1
    assert f'value="{key}"' in page.content.decode()
    assert {answer.headers["Location"] for answer in answers} == {reverse("rewards:reward", args=[made.pk])}
