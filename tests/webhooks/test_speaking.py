"""What messages say, in the shapes that readers of the REST API know."""

from datetime import timedelta

from django.utils.timezone import now

from loyalty import flows
from loyalty.merchants.models import Merchant
from loyalty.outbox.actions import announce_expiring
from loyalty.referrals.actions import ReferralTerms
from loyalty.referrals.snapshots import FriendFacts
from loyalty.webhooks.models import Topic
from tests.apps_marketplace.cast import install_app, pay
from tests.cast import MONDAY, make_customer, make_order, make_reward, make_rule, make_tiers
from tests.webhooks.cast import heard, make_endpoint, sweep
from tests.webhooks.receiver import Receiver

TUESDAY = MONDAY + timedelta(days=1)


def test_a_customer_who_is_erased_is_told_of_without_a_word_about_them(
    merchant: Merchant, receiver: Receiver
) -> None:
    ada = make_customer(last_name="Lovelace", points=5)
    make_endpoint(receiver.url)
    sweep()

    flows.customer_erased(ada, by=None, at=now())
    sweep()

    customer = heard(receiver, "customer/updated")[-1]["data"]["customer"]
    assert (customer["id"], customer["email"], customer["first_name"]) == (ada.pk, "", None)
    assert (customer["state"], customer["points_balance"]) == ("disabled", 0)


def test_points_that_expire_soon(merchant: Merchant, receiver: Receiver) -> None:
    make_endpoint(receiver.url, Topic.POINTS_EXPIRING)
    ada = make_customer()
    soon = {"points": 40, "last_day": "2026-03-09", "days": 7}

    announce_expiring([(ada.pk, soon)], merchant_id=merchant.pk, at=MONDAY)
    sweep()

    (told,) = heard(receiver, Topic.POINTS_EXPIRING)
    assert told["data"]["points_expiring"] == soon
    assert told["data"]["customer"]["id"] == ada.pk


def test_a_move_to_another_tier(merchant: Merchant, receiver: Receiver) -> None:
    make_endpoint(receiver.url, Topic.TIER_CHANGED, "points_transaction/created")
    make_rule()
    make_tiers(at=MONDAY)
    ada = make_customer(at=MONDAY)
    sweep()
    receiver.heard.clear()

    make_order(ada, external_id="1", goods_cents=300_00)
    sweep()

    (told,) = heard(receiver, Topic.TIER_CHANGED)
    change = told["data"]["vip_tier_change"]
    assert change["customer_id"] == ada.pk
    assert (change["previous_vip_tier"]["name"], change["current_vip_tier"]["name"]) == ("Bronze", "Silver")
    assert len(heard(receiver, "points_transaction/created")) == 1


def test_an_invitation_from_claim_to_purchase(merchant: Merchant, receiver: Receiver) -> None:
    make_endpoint(receiver.url, Topic.REFERRAL_UPDATED)
    reward = make_reward()
    terms = ReferralTerms(is_on=True, advocate_points=100, friend_reward_id=reward.pk)
    flows.referral_program_set(merchant, terms=terms, by=None, at=MONDAY)
    ada = make_customer(at=MONDAY)

    friend = FriendFacts("grace@example.com", name="Grace Hopper")
    referral = flows.referral_claimed(ada, friend=friend, merchant=merchant, at=MONDAY)
    sweep()
    referral.refresh_from_db()
    make_order(referral.friend, external_id="1", goods_cents=300_00)
    sweep()

    claimed, completed = [told["data"]["referral"] for told in heard(receiver, Topic.REFERRAL_UPDATED)]
    assert (claimed["state"], completed["state"]) == ("pending", "completed")
    assert claimed["sender_customer"]["id"] == ada.pk
    assert claimed["receiver_customer"] is None
    assert claimed["receiver_customer_email"] == "grace@example.com"
    assert claimed["receiver_reward_fulfillment"]["name"] == reward.name
    assert completed["receiver_customer"]["id"] == referral.friend_id


def test_an_app_that_was_connected(merchant: Merchant, receiver: Receiver) -> None:
    make_endpoint(receiver.url, Topic.INSTALLATION_UPDATED)

    installed = install_app(pay(merchant))
    sweep()

    (told,) = heard(receiver, Topic.INSTALLATION_UPDATED)
    assert told["data"] == {"installation": {"id": installed.pk, "app": "cm-commerce", "state": "connected"}}
