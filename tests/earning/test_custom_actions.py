"""Actions that a merchant names."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from earning.actions import ActionTerms, ActivityFacts, InvalidAction, TokenTaken
from earning.models import CustomAction, Rule
from loyalty import flows
from loyalty.audit.models import AuditEvent
from loyalty.merchants.models import Merchant
from loyalty.team.models import Role, User
from tests.cast import MONDAY, make_colleague, make_customer, make_merchant, make_rule, make_user, sign_in
from tests.flows.shop import log

pytestmark = pytest.mark.django_db

QUIZ = ActionTerms("Take the quiz", "quiz", "Take our quiz", "You took our quiz", "https://example.com/quiz")
CREATE = "/program/points/earning/actions/add/"
TYPED = {"name": "Take the quiz", "token": "", "text_before": "", "text_after": "", "link": ""}


def define(merchant: Merchant, *, by: User | None = None, terms: ActionTerms = QUIZ) -> CustomAction:
    with scope(merchant=merchant):
        return flows.action_defined(merchant, terms=terms, by=by or make_user(), at=MONDAY)


def take_quiz(merchant: Merchant, name: str) -> None:
    with scope(merchant=merchant):
        facts = ActivityFacts("site", "quiz", name, MONDAY)
        flows.activity_received(make_customer(merchant), facts=facts, at=MONDAY)


def tiles(client: Client) -> list[str]:
    answer = client.get(reverse("earning:catalogue"))
    return [action.code for _group, actions in answer.context["groups"] for action in actions]


def test_action_of_ones_own_is_created_and_rules_can_be_about_it(client: Client) -> None:
    merchant = make_merchant()
    sign_in(client, make_user())

    created = client.post(CREATE, {**TYPED, "link": "https://example.com/quiz"})
    rule = client.post(created.headers["Location"], {"points": "40"}, follow=True)

    assert created.headers["Location"] == reverse("earning:create", args=["take-the-quiz"])
    assert rule.status_code == 200
    assert "take-the-quiz" in tiles(client)
    with scope(merchant=merchant):
        action, made = CustomAction.objects.get(), Rule.objects.get(action="take-the-quiz")
        assert made.custom_action == action
        assert (action.name, action.link) == ("Take the quiz", "https://example.com/quiz")
        assert AuditEvent.objects.filter(action="custom_action.defined").exists()


def test_reported_action_gives_the_points_of_its_rule() -> None:
    merchant = make_merchant()
    define(merchant)
    make_rule(merchant, action="quiz", points=40)

    take_quiz(merchant, "first")

    with scope(merchant=merchant):
        assert log() == [("earn_activity", 40)]


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"name": ""}, {"name": ["Give the action a name."]}),
        (
            {"token": "Two Words"},
            {"token": ["Use small letters, digits and single hyphens or underscores, such as visit-store."]},
        ),
        (
            {"token": "follow_x"},
            {"token": ["Another action has this token already. Choose one that is not taken."]},
        ),
        (
            {"token": "quiz"},
            {"token": ["Another action has this token already. Choose one that is not taken."]},
        ),
        ({"link": "not a link"}, {"link": ["Enter a whole address, such as https://example.com/quiz."]}),
    ],
)
def test_mistakes_are_told_at_the_field(
    client: Client, typed: dict[str, str], errors: dict[str, list[str]]
) -> None:
    merchant = make_merchant()
    define(merchant)

    answer = sign_in(client, make_user()).post(CREATE, {**TYPED, **typed})

    assert answer.context["form"].errors == errors
    with scope(merchant=merchant):
        assert CustomAction.objects.count() == 1


def test_two_merchants_may_use_one_token() -> None:
    define(make_merchant())
    theirs = make_merchant(owner=make_user("Stranger"), name="Theirs")

    define(theirs, by=make_user("Stranger"))

    with scope(merchant=theirs):
        assert CustomAction.objects.get().token == "quiz"


def test_token_is_unique_and_stays() -> None:
    merchant = make_merchant()
    action = define(merchant)

    with pytest.raises(TokenTaken):
        define(merchant)
    with scope(merchant=merchant), pytest.raises(InvalidAction):
        flows.action_changed(action, terms=replace(QUIZ, token="other"), by=make_user(), at=MONDAY)


def test_change_is_written_down_and_none_is_not(client: Client) -> None:
    merchant = make_merchant()
    action = define(merchant)
    page = reverse("custom_actions:change", args=[action.pk])
    sign_in(client, make_user())
    typed = {"name": "Take it", "text_before": "Take our quiz", "text_after": "You took our quiz"}

    for _time in range(2):
        client.post(page, {**typed, "link": "https://example.com/quiz", "token": "forged"})

    with scope(merchant=merchant):
        (event,) = AuditEvent.objects.filter(action="custom_action.changed")
        assert (event.before, event.after) == ({"name": "Take the quiz"}, {"name": "Take it"})
        assert CustomAction.objects.get().token == "quiz"


def test_archived_action_gives_nothing_until_it_is_restored(client: Client) -> None:
    merchant = make_merchant()
    action = define(merchant)
    rule = make_rule(merchant, action="quiz", points=40)
    sign_in(client, make_user())
    switch = reverse("custom_actions:archive", args=[action.pk])

    client.post(switch, {"is_archived": "1"})
    take_quiz(merchant, "while archived")
    offered, page = tiles(client), client.get(reverse("earning:rule", args=[rule.pk])).content.decode()
    refused = client.get(reverse("earning:create", args=["quiz"]))
    client.post(switch, {"is_archived": "0"})
    take_quiz(merchant, "restored")

    assert "quiz" not in offered
    assert "This action is archived, so nothing counts towards it." in page
    assert refused.status_code == 404
    with scope(merchant=merchant):
        assert log() == [("earn_activity", 40)]
        events = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
        assert events[-2:] == ["custom_action.archived", "custom_action.restored"]


def test_archived_action_is_found_at_the_end_of_the_catalogue(client: Client) -> None:
    merchant = make_merchant()
    action = define(merchant)
    with scope(merchant=merchant):
        flows.action_archived(action, by=make_user(), at=MONDAY)

    answer = sign_in(client, make_user()).get(reverse("earning:catalogue"))

    assert [one.code for one in answer.context["archived"]] == ["quiz"]
    assert reverse("custom_actions:change", args=[action.pk]) in answer.content.decode()


def test_action_with_rules_cannot_be_deleted(client: Client) -> None:
    merchant = make_merchant()
    action = define(merchant)
    make_rule(merchant, action="quiz")

    answer = sign_in(client, make_user()).post(
        reverse("custom_actions:delete", args=[action.pk]), follow=True
    )

    assert "so it cannot be deleted. Archive it instead." in answer.content.decode()
    with scope(merchant=merchant):
        assert CustomAction.objects.exists()


def test_database_refuses_to_delete_what_rules_are_about() -> None:
    merchant = make_merchant()
    action = define(merchant)
    make_rule(merchant, action="quiz")

    with pytest.raises(IntegrityError, match="earning_rule_custom_action_id"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM earning_customaction WHERE id = %s", [action.pk])


def test_action_without_rules_is_deleted_and_its_token_is_free(client: Client) -> None:
    merchant = make_merchant()
    action = define(merchant)

    answer = sign_in(client, make_user()).post(reverse("custom_actions:delete", args=[action.pk]))

    assert answer.headers["Location"] == reverse("earning:catalogue")
    assert define(merchant).token == "quiz"


def test_supporters_cannot_name_actions(client: Client) -> None:
    merchant = make_merchant()
    action = define(merchant)
    sam = make_colleague(merchant, role=Role.SUPPORT)

    answers = [
        sign_in(client, sam).post(CREATE, TYPED),
        client.post(reverse("custom_actions:delete", args=[action.pk])),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
