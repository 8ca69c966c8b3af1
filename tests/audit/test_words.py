"""What was changed is told in words, whatever it was."""

from dataclasses import fields

import pytest
from django.db.models import Model

from earning.actions import ActionTerms, CampaignTerms, RuleTerms
from loyalty.audit.models import AuditEvent
from loyalty.audit.views.names import NAMES
from loyalty.audit.views.wording import changes_of, page_of_subject, title_of
from loyalty.merchants.models import Program
from loyalty.referrals.actions import ReferralTerms
from loyalty.rewards.actions import RewardTerms
from vip.snapshots import VipTerms

TERMS = (RuleTerms, CampaignTerms, ActionTerms, RewardTerms, ReferralTerms, VipTerms)
# Never among what differs, or not said by a person.
UNSAID = {"version", "merchant"}


@pytest.mark.parametrize("terms", TERMS, ids=lambda terms: terms.__name__)
def test_every_field_that_people_change_has_a_name(terms: type) -> None:
    assert {field.name for field in fields(terms)} - UNSAID - set(NAMES) == set()


@pytest.mark.parametrize("model", [Program], ids=lambda model: model.__name__)
def test_every_setting_has_a_name(model: type[Model]) -> None:
    assert {field.name for field in model._meta.concrete_fields} - UNSAID - set(NAMES) == set()


def test_choices_numbers_and_money_are_told_as_people_read_them() -> None:
    said = {"exchange": "fixed", "type": "gift_card", "points": 12000, "value_cents": 1000, "categories": []}
    event = AuditEvent(subject="reward", before={}, after=said)

    assert changes_of(event, currency="EUR") == [
        ("How customers get it", "–", "For a fixed number of points"),
        ("Type", "–", "Gift card"),
        ("Points", "–", "12,000"),
        ("Worth", "–", "€10.00"),
        ("Only for these categories", "–", "–"),
    ]


def test_texts_scores_and_conditions_are_told_without_their_codes() -> None:
    after = {
        "texts": {"en": {"share": "Come along", "title": ""}, "sv": {"share": "Följ med"}},
        "signal_scores": {"similar_email": 50},
        "conditions": [{"type": "minimum_order", "cents": 2000}],
    }
    event = AuditEvent(subject="program", before={"signal_scores": {}}, after=after)

    told = {name: after for name, _before, after in changes_of(event, currency="EUR")}

    assert told["Texts"] == "English: Come along; Swedish: Följ med"
    assert told["Scores"] == "Similar addresses: 50"
    assert "€20.00" in told["Conditions"]


@pytest.mark.parametrize(
    ("action", "told"),
    [("app.registered", "registered"), ("app.in_review", "sent in for review"), ("app.draft", "handed back")],
)
def test_what_happened_to_a_registered_app_is_told_in_words(action: str, told: str) -> None:
    event = AuditEvent(subject="app", subject_id=3, action=action, before={}, after={"state": "in_review"})

    assert title_of(event) == f"Registered app #3: {told}"
    assert changes_of(event) == [("Status", "–", "In review")]


def test_what_programs_may_do_and_are_told_of_is_said_in_words() -> None:
    key = AuditEvent(subject="api_key", before={}, after={"scopes": ["customer:read", "activity:write"]})
    webhook = AuditEvent(
        subject="webhook",
        before={"topics": ["customer/updated"]},
        after={"topics": ["customer/updated", "points_transaction/created"]},
    )

    assert changes_of(key) == [("Permissions", "–", "Read customers; Send and revoke activities")]
    assert changes_of(webhook) == [
        (
            "Events",
            "A customer was added or changed, points and tier included",
            "A customer was added or changed, points and tier included; "
            "Points were earned, spent, taken back or adjusted",
        )
    ]


@pytest.mark.parametrize(
    ("action", "after", "change"),
    [
        ("webhook.turned_off", {"why": "gone"}, ("Reason", "–", "It answered that it is gone (410)")),
        ("webhook.replayed", {"deliveries": 12}, ("Messages", "–", "12")),
    ],
)
def test_what_became_of_a_webhook_is_told_in_words(
    action: str, after: dict[str, object], change: tuple[str, str, str]
) -> None:
    event = AuditEvent(subject="webhook", subject_id=4, action=action, before={}, after=after)

    assert changes_of(event) == [change]


def test_a_removed_app_that_was_asked_to_delete_says_so() -> None:
    event = AuditEvent(subject="installation", subject_id=2, before={}, after={"clear_data": True})

    assert changes_of(event) == [("Asked to delete customer data", "–", "yes")]


def test_an_api_key_leads_to_its_page() -> None:
    event = AuditEvent(subject="api_key", subject_id=7, action="api_key.created", before={}, after={})

    assert page_of_subject(event) == "/settings/developer/keys/7/"
