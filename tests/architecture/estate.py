"""One row of everything that a merchant can own, each holding a word that no other merchant may ever see."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django_scopes import scope

from apps_marketplace.actions.moves import write_down
from apps_marketplace.actions.registrations import register_app
from apps_marketplace.models import App, Farewell, Installation, InstallationSecret, Screenshot
from apps_marketplace.snapshots import AppTerms, ScreenshotTerms
from earning.actions import (
    ActionTerms,
    ActivityFacts,
    CampaignTerms,
    bring_actions,
    create_campaign,
    define_action,
)
from earning.catalogue import SIGN_UP, EarningAction, Group
from earning.models import Activity, Campaign, CampaignBonus, CustomAction, Rule
from loyalty import flows
from loyalty.api.models import Answer
from loyalty.audit.actions import record
from loyalty.customers.actions.notes import add_note
from loyalty.customers.models import BirthdayCalendar, Customer, CustomerImport, CustomerTag, Segment
from loyalty.flows.segments import segment_saved
from loyalty.jobs.models import Job
from loyalty.merchants.actions import create_key, create_signing_key, log_request
from loyalty.merchants.authentication import principal_of
from loyalty.merchants.models import ApiKey, Merchant, SigningKey, Store
from loyalty.orders.actions.imports import store_import
from loyalty.orders.models import Order, OrderImport, OrderImportProblem
from loyalty.orders.snapshots import RefundFacts
from loyalty.points.models import ExpiryWarning, PointsLot, PointsLotUse, PointsTransaction
from loyalty.referrals.actions import ReferralTerms
from loyalty.referrals.models import Referral
from loyalty.referrals.snapshots import FriendFacts
from loyalty.rewards.actions import issue_coupon
from loyalty.rewards.models import Cause, Coupon, CouponMove, CouponState, Why
from loyalty.team.actions import tell
from loyalty.team.models import Membership, User
from loyalty.webhooks.actions import add_endpoint
from loyalty.webhooks.models import Attempt, Delivery, Endpoint, Message
from tests.cast import MONDAY, make_customer, make_merchant, make_order, make_reward, make_rule
from tests.customers.cast import import_list, make_list
from vip.models import Tier, VipChange
from vip.snapshots import TierTerms, VipTerms

# Parameters that name nothing of a merchant's, each with a value that leads somewhere.
FREE_PARAMETERS = {
    "kind": "index",
    "icon": "gift",
    "action": "place_order",
    "number": 1,
    "way": "amount-off",
    "code": "1-abc",
    "app": "cm-commerce",
}


@dataclass(frozen=True)
class Estate:
    """A merchant with a row of everything; `word` stands in every text of it."""

    word: str
    merchant: Merchant
    customer: Customer
    order: Order
    rule: Rule
    campaign: Campaign
    activity: Activity
    custom_action: CustomAction
    order_import: OrderImport
    people: CustomerImport
    segment: Segment
    job: Job
    tier: Tier
    vip_change: VipChange
    referral: Referral
    transaction: PointsTransaction
    coupon: Coupon
    api_key: ApiKey
    installation: Installation
    webhook_delivery: Delivery
    own_app: App
    screenshot: Screenshot
    signing_key: SigningKey

    @property
    def ids(self) -> dict[str, Any]:
        """What each parameter of an address is for this merchant. What is missing here fails the tests."""
        return FREE_PARAMETERS | {
            "merchant_id": self.merchant.pk,
            "customer_id": self.customer.pk,
            "order_id": self.order.pk,
            "rule_id": self.rule.pk,
            "campaign_id": self.campaign.pk,
            "activity_id": self.activity.pk,
            "action_id": self.custom_action.pk,
            "import_id": self.order_import.pk,
            "list_id": self.people.pk,
            "segment_id": self.segment.pk,
            "job_id": self.job.pk,
            "tier_id": self.tier.pk,
            "change_id": self.vip_change.pk,
            "referral_id": self.referral.pk,
            "transaction_id": self.transaction.pk,
            "coupon_id": self.coupon.pk,
            "reward_id": self.coupon.reward_id,
            "installation_id": self.installation.pk,
            "own_id": self.own_app.pk,
            "screenshot_id": self.screenshot.pk,
            "key_id": self.api_key.pk,
            "endpoint_id": self.webhook_delivery.endpoint_id,
            "delivery_id": self.webhook_delivery.pk,
            "signing_key_id": self.signing_key.pk,
        }


def make_estate(owner: User, *, word: str) -> Estate:
    merchant = make_merchant(owner=owner, name=f"{word} shop")
    with scope(merchant=merchant):
        rule = make_rule(name=f"{word} rule")
        make_rule(action=SIGN_UP.code, name=f"{word} welcome")
        make_rule(action="follow_x", name=f"{word} follow")
        customer = make_customer(first_name=word, last_name=word, external_id=f"{word}-1", points=50)
        order = _make_returned_order(customer, word)
        facts = ActivityFacts(source="shop", token="follow_x", distinct_id=f"{word}-act", happened_at=MONDAY)
        activity = flows.activity_received(customer, facts=facts, at=MONDAY)
        record(
            f"{word}.changed",
            subject="order",
            subject_id=order.pk,
            merchant_id=merchant.pk,
            actor=owner,
            at=MONDAY,
        )
        people = _make_list(merchant, word)
        referral = _make_referral(customer, word)
        _make_what_comes_later(merchant, customer, word)
        return Estate(
            word=word,
            merchant=merchant,
            customer=customer,
            order=order,
            rule=rule,
            campaign=Campaign.objects.get(),
            activity=activity,
            custom_action=_make_actions(merchant, word),
            order_import=_make_import(merchant, owner, word),
            people=people,
            segment=Segment.objects.get(),
            job=Job.objects.create(merchant_id=merchant.pk, kind="jobs.forget_finished", key=f"{word}-job"),
            tier=Tier.objects.get(name=f"{word} gold"),
            vip_change=VipChange.objects.get(),
            referral=referral,
            transaction=PointsTransaction.objects.filter(customer=customer).latest("id"),
            coupon=Coupon.objects.earliest("id"),
            api_key=_make_key(merchant, owner, word),
            installation=Installation.objects.earliest("id"),
            webhook_delivery=Delivery.objects.earliest("id"),
            own_app=_make_app(merchant, owner, word),
            screenshot=Screenshot.objects.latest("pk"),
            signing_key=create_signing_key(merchant, name=f"{word} key", by_id=owner.pk, at=MONDAY).key,
        )


def _make_returned_order(customer: Customer, word: str) -> Order:
    refund = RefundFacts(external_id=f"{word}-refund", refunded_at=MONDAY, goods_cents=1_00)
    return make_order(customer, external_id=f"{word}-order", number=f"{word}-number", refunds=(refund,))


def _make_actions(merchant: Merchant, word: str) -> CustomAction:
    brought = EarningAction(code=f"{word}/act", group=Group.STORE, name=word, explanation=word, icon="star")
    bring_actions(merchant, source=f"{word}-app", actions=[brought], at=MONDAY)
    terms = ActionTerms(f"{word} quiz", f"{word}-quiz", f"{word} before", f"{word} after")
    return define_action(merchant, terms=terms, at=MONDAY)


def _make_key(merchant: Merchant, author: User, word: str) -> ApiKey:
    made = create_key(merchant, name=f"{word} key", scopes=["customer:read"], by_id=author.pk, at=MONDAY)
    log_request(
        principal_of(made.key),
        key=made.key,
        method="GET",
        path=f"/v1/{word}",
        status=200,
        milliseconds=7,
        request_id=uuid4(),
        at=MONDAY,
    )
    return made.key


def _make_tiers(merchant: Merchant, customer: Customer, word: str) -> None:
    tiers = (TierTerms(f"{word} tier", 0), TierTerms(f"{word} gold", 10**6, entry_points=5))
    terms = flows.vip_changed(merchant, VipTerms(is_on=True, tiers=tiers), by=None, at=MONDAY)
    gold = Tier.objects.get(name=f"{word} gold")
    flows.tier_set(customer, gold, until=None, reason=f"{word} reason", by=None, at=MONDAY)
    flows.vip_change_planned(merchant, replace(terms, is_on=False), by=None, at=MONDAY)


def _make_import(merchant: Merchant, author: User, word: str) -> OrderImport:
    rows = f"order id,customer id,paid at,amount\n{word}-2,{word}-1,2026-03-01,{word}\n"
    order_import = store_import(
        lambda: [rows.encode()], file_name=f"{word}.csv", merchant=merchant, by=author, at=MONDAY
    )
    OrderImportProblem.objects.create(
        merchant=merchant, order_import=order_import, line=2, code="currency_unknown", seen=word
    )
    return order_import


def _make_list(merchant: Merchant, word: str) -> CustomerImport:
    rows = f"email,points\n{word}@list.example.com,{word}\n{word}2@list.example.com,7\n"
    people = make_list(rows, merchant=merchant, name=f"{word}-list.csv")
    import_list(people, description=f"{word} points", batch=f"{word} batch")
    return people


def _make_what_comes_later(merchant: Merchant, customer: Customer, word: str) -> None:
    # Nobody knows this one: for tests in which a row changes hands.
    Customer.objects.create(merchant=merchant, joined_at=MONDAY, created_at=MONDAY, updated_at=MONDAY)
    BirthdayCalendar.objects.create(merchant=merchant, day=MONDAY.date())
    CustomerTag.objects.create(merchant=merchant, customer=customer, tag=f"{word}-tag")
    add_note(customer, text=f"{word} note", by=None, at=MONDAY)
    Segment.objects.all().delete()
    segment_saved(merchant, name=f"{word} segment", criteria={"tag": f"{word}-tag"}, at=MONDAY)
    _make_lot(merchant, customer)
    Store.objects.create(merchant=merchant, name=f"{word} store", external_id=f"{word}-store")
    weekend = CampaignTerms(f"{word} campaign", MONDAY, MONDAY + timedelta(days=2), extra_points=1)
    campaign = create_campaign(merchant, terms=weekend, at=MONDAY)
    bought = Order.objects.latest("id")
    CampaignBonus.objects.create(merchant=merchant, campaign=campaign, order=bought, points=1)
    _make_used_coupon(merchant, customer, word)
    _make_tiers(merchant, customer, word)
    Answer.objects.create(
        merchant=merchant, source="api", key=word, fingerprint=word, status=200, body=word, created_at=MONDAY
    )
    _make_webhooks(merchant, word)
    _make_installations(merchant, word)


def _make_webhooks(merchant: Merchant, word: str) -> None:
    endpoint = add_endpoint(
        merchant, f"https://{word}.example.com/", ["customer/updated"], "", MONDAY, description=word
    )
    Attempt.objects.create(
        merchant=merchant,
        delivery=endpoint.deliveries.get(),
        at=MONDAY,
        milliseconds=7,
        answer=f"{word} answer",
    )
    # Nothing refers to these: for tests in which a row changes hands.
    Endpoint.objects.create(
        merchant=merchant, url=f"https://{word}.example.com/2", topics=[], secret=word, created_at=MONDAY
    )
    message = Message.objects.create(merchant=merchant, topic="ping", body=word, happened_at=MONDAY)
    Message.objects.create(merchant=merchant, topic="ping", body=word, happened_at=MONDAY)
    Delivery.objects.create(merchant=merchant, endpoint=endpoint, message=message)


def _make_installations(merchant: Merchant, word: str) -> None:
    owner = Membership.objects.select_related("user").earliest("pk").user
    title, text = f"{word} notice", f"{word} text"
    tell([owner], key=f"{word}-notice", title=title, text=text, link="/apps/", merchant=merchant, at=MONDAY)
    installed = Installation.objects.create(merchant=merchant, app=f"{word}-app", requested_at=MONDAY)
    write_down(installed, before="", by=None, at=MONDAY, why=f"{word} why")
    InstallationSecret.objects.create(
        merchant=merchant, installation=installed, name="password", value=f"{word} secret", saved_at=MONDAY
    )
    Farewell.objects.create(merchant=merchant, installation=installed, number=1, clears=True, delivery_id=1)
    # Nothing refers to this one: for tests in which a row changes hands.
    Installation.objects.create(merchant=merchant, app=f"{word}-other", requested_at=MONDAY)


def _make_app(merchant: Merchant, owner: User, word: str) -> App:
    addresses = (f"https://{word}.example.com/back",)
    shot = ScreenshotTerms(alt=f"{word} screen", picture=(b"\x89PNG\r\n\x1a\n" + word.encode(), "image/png"))
    terms = AppTerms(name=f"{word} app", tagline=f"{word} line", redirect_uris=addresses, screenshots=(shot,))
    return register_app(terms, slug=f"{word}-own", developer=merchant, by=owner, at=MONDAY).app


def _make_referral(customer: Customer, word: str) -> Referral:
    merchant = customer.merchant
    reward = make_reward(name=f"{word} thanks")
    terms = ReferralTerms(advocate_reward_id=reward.pk, friend_reward_id=reward.pk)
    flows.referral_program_set(merchant, terms=terms, by=None, at=MONDAY)
    friend = FriendFacts(f"friend@{word}.example.com", name=word)
    return flows.referral_claimed(customer, friend=friend, merchant=merchant, at=MONDAY)


def _make_used_coupon(merchant: Merchant, customer: Customer, word: str) -> None:
    reward = make_reward(name=f"{word} reward", texts={"en": {"instructions": f"{word} at the till"}})
    coupon = issue_coupon(reward, customer=customer, cause=Cause.GIFT, key=f"{word}-gift", at=MONDAY).coupon
    CouponMove.objects.create(
        merchant=merchant, coupon=coupon, state=CouponState.EXPIRED, why=Why.LAST_DAY, at=MONDAY
    )
    # Nothing refers to this one: for tests in which a row changes hands.
    make_reward(name=f"{word} other reward")
    issue_coupon(reward, customer=customer, cause=Cause.GIFT, key=f"{word}-other", at=MONDAY)


def _make_lot(merchant: Merchant, customer: Customer) -> None:
    day, entry_id = MONDAY.date(), PointsTransaction.objects.filter(customer=customer).latest("id").pk
    lot = PointsLot.objects.create(
        merchant=merchant, customer=customer, entry_id=entry_id, last_valid_on=day, points=1, remaining=0
    )
    PointsLotUse.objects.create(merchant=merchant, lot=lot, entry_id=entry_id, points=1)
    ExpiryWarning.objects.create(merchant=merchant, customer=customer, last_valid_on=day, days=7)
