"""The demo shop: its rules, its members and what they did. The same every time, but for the dates."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from django_scopes import scope

from earning.actions import ActionTerms, ActivityFacts, CampaignTerms, CustomerText, RuleTerms, create_rule
from earning.conditions import Categories, MinimumOrder, MinimumReview, Weekdays
from earning.models import Period, ValueType
from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.customers.queries import local_midnight
from loyalty.customers.snapshots import CustomerFacts
from loyalty.merchants.management.demo_apps import install_apps, leave_to_install
from loyalty.merchants.management.demo_invitations import invite_friends
from loyalty.merchants.management.demo_keys import make_keys
from loyalty.merchants.management.demo_lists import bring_lists, come_twice, keep_notes, keep_segments
from loyalty.merchants.management.demo_rewards import offer_rewards, redeem_some
from loyalty.merchants.management.demo_sales import DAYS, MEMBERS, SHOP, sales_until
from loyalty.merchants.management.demo_tiers import open_vip, thank_by_hand
from loyalty.merchants.management.demo_webhooks import send_webhooks
from loyalty.merchants.models import ExpiryMode, Merchant, Plan
from loyalty.team.models import User

OWNER_EMAIL = "olive@example.com"
PASSWORD = "demo-olive-grin"  # noqa: S105 -- the demo's sign-in is printed where it is made
# About as many orders as come in a week.
WEEK = 20
FIRST_NAMES = """
    Ada Astrid Björn Clara David Ebba Elias Elin Erik Freja Gustav Hanna Hugo Ida Ingrid Isak Johan Karin Lars Leo
    Linnea Lova Maja Malin Nils Noah Olof Oskar Saga Sigrid Stella Vera
""".split()  # noqa: SIM905 -- reads better than a list of quoted names
LAST_NAMES = """
    Andersson Berg Blom Dahl Ek Engström Forsberg Hall Holm Lindqvist Lund Nyström Sandberg Sjögren Söderlund Wik
""".split()  # noqa: SIM905 -- reads better than a list of quoted names
TAGS = (("newsletter", 0.5), ("wholesale", 0.1), ("barista course", 0.15))


def open_shop(*, at: datetime) -> Merchant:
    """The shop as it stands at `at`, after four months of trade."""
    owner = User.objects.create_user(OWNER_EMAIL, PASSWORD, name="Olive Oak", is_staff=True)
    opened = at - timedelta(days=DAYS)
    merchant = flows.merchant_signed_up(
        owner, name="Oak & Bean Coffee", currency="EUR", timezone="Europe/Stockholm", at=opened
    )
    with scope(merchant=merchant):
        flows.plan_changed(merchant, Plan.GROWTH, by=owner, at=opened)
        install_apps(merchant, by=owner, opened=opened, at=at)
        _write_rules(merchant, by=owner, at=opened)
        lasting = {"expiry_mode": ExpiryMode.LOT, "expiry_months": 12}
        flows.program_changed(merchant, lasting, by=owner, at=opened)
        _plan_campaigns(merchant, by=owner, opened=opened, at=at)
        open_vip(merchant, by=owner, at=opened)
        members = [_join(merchant, facts) for facts in _members(opened)]
        _describe(members)
        sales = list(sales_until(at))
        for start in range(0, len(sales), WEEK):
            week = [sale.order for sale in sales[start : start + WEEK]]
            flows.orders_changed(week, merchant=merchant, at=week[-1].happened_at)
        flows.orders_changed([sale.refund for sale in sales if sale.refund], merchant=merchant, at=at)
        _review(members, at=at)
        _take_the_quiz(members, at=at)
        invite_friends(members, merchant=merchant, by=owner, opened=opened, at=at)
        _settle_tickets(members, by=owner, at=at)
        redeem_some(members, offer_rewards(merchant, by=owner, at=opened), by=owner, at=at)
        make_keys(merchant, by=owner, opened=opened, at=at)
        bring_lists(members, merchant=merchant, by=owner, at=at)
        come_twice(members, merchant=merchant, at=at)
        keep_notes(members, by=owner, at=at)
        keep_segments(merchant, at=at)
        thank_by_hand(members[-1], by=owner, at=at - timedelta(days=2))
        while flows.birthdays_kept(merchant, at=at):
            pass
        send_webhooks(members, merchant=merchant, by=owner, at=at)
        leave_to_install(merchant, by=owner, at=at)
    return merchant


def _write_rules(merchant: Merchant, *, by: User, at: datetime) -> None:
    quiz = ActionTerms(
        "Take the coffee quiz",
        "coffee-quiz",
        "Take our coffee quiz",
        "You took our coffee quiz",
        "https://oak-and-bean.example.com/quiz",
    )
    flows.action_defined(merchant, terms=quiz, by=by, at=at)
    once = RuleTerms("Take the coffee quiz", ValueType.FIXED, 40, limit_count=1, limit_period=Period.YEAR)
    create_rule(merchant, action=quiz.token, terms=once, by=by, at=at)
    per_euro = RuleTerms("Place an order", ValueType.PER_AMOUNT, points=5, amount_cents=100)
    create_rule(merchant, action="place_order", terms=per_euro, by=by, at=at)
    create_rule(
        merchant, action="sign_up", terms=RuleTerms("Sign up", ValueType.FIXED, points=200), by=by, at=at
    )
    birthday = RuleTerms("Happy birthday", ValueType.FIXED, points=150)
    create_rule(merchant, action="birthday", terms=birthday, by=by, at=at)
    review = RuleTerms(
        "CM Commerce: Review a purchased product",
        ValueType.FIXED,
        points=50,
        conditions=(MinimumReview(40),),
        texts={"en": CustomerText("Tell others how it tastes"), "sv": CustomerText("Berätta hur det smakar")},
    )
    create_rule(merchant, action="cm-commerce/review", terms=review, by=by, at=at)
    fridays = RuleTerms(
        "Coffee Friday",
        ValueType.FIXED,
        points=25,
        conditions=(MinimumOrder(20_00), Categories(("coffee",)), Weekdays((5,))),
        icon="coffee",
    )
    create_rule(merchant, action="place_order", terms=fridays, by=by, at=at)


def _plan_campaigns(merchant: Merchant, *, by: User, opened: datetime, at: datetime) -> None:
    """One that is over, one that runs and one to come."""
    today = at.astimezone(ZoneInfo(merchant.timezone)).date()
    campaigns = (
        ("Double points weekend", -32, -29, {"multiplier": Decimal(2), "budget_points": 12_000}),
        ("Brewing weeks", -9, 12, {"extra_points": 40, "budget_points": 4_000}),
        ("Anniversary", 10, 24, {"multiplier": Decimal("1.5")}),
    )
    for name, first, last, said in campaigns:
        starts_at, ends_at = (
            local_midnight(today + timedelta(days=day), ZoneInfo(merchant.timezone)) for day in (first, last)
        )
        terms = CampaignTerms(name, starts_at, ends_at, **said)
        flows.campaign_created(merchant, terms=terms, by=by, at=opened)


def _members(opened: datetime) -> Iterator[CustomerFacts]:
    chance = Random(7)  # noqa: S311 -- a story, not a secret
    for number in range(MEMBERS):
        first, last = _name(number)
        joined = opened + timedelta(days=chance.uniform(0, DAYS - 1))
        yield CustomerFacts(
            SHOP, f"c-{1001 + number}", _address(first, last, number), first, last, True, joined
        )


def _name(number: int) -> tuple[str, str]:
    """No two alike, as long as they are fewer than all names multiplied."""
    turn, place = divmod(number, len(FIRST_NAMES))
    return FIRST_NAMES[place], LAST_NAMES[(number * 7 + turn) % len(LAST_NAMES)]


def _address(first: str, last: str, number: int) -> str:
    plain = f"{first}.{last}".lower().translate(str.maketrans("åäö", "aao"))
    return f"{plain}{number}@example.com"


def _join(merchant: Merchant, facts: CustomerFacts) -> Customer:
    return flows.customer_joined(facts, merchant=merchant, at=facts.account_created_at or merchant.created_at)


def _describe(members: list[Customer]) -> None:
    """What most of them said about themselves when they joined."""
    chance = Random(3)  # noqa: S311 -- a story, not a secret
    for number, customer in enumerate(members):
        joined_at = customer.joined_at or customer.created_at
        if number % 3:
            born = date(1960, 1, 1) + timedelta(days=chance.randrange(16_000))
            flows.birthday_set(customer, birthday=born, by=None, at=joined_at)
        tags = [tag for tag, share in TAGS if chance.random() < share]
        flows.customer_tagged(customer, tags=tags, by=None, at=joined_at)


def _review(members: list[Customer], *, at: datetime) -> None:
    for number, customer in enumerate(members[:18]):
        happened_at = at - timedelta(days=number * 3, hours=2)
        facts = ActivityFacts(
            "cm-commerce", "cm-commerce/review", f"review-{number}", happened_at, text_length=120
        )
        flows.activity_received(customer, facts=facts, at=happened_at)


def _take_the_quiz(members: list[Customer], *, at: datetime) -> None:
    for number, customer in enumerate(members[6:20]):
        happened_at = at - timedelta(days=number * 4, hours=5)
        facts = ActivityFacts("oak-and-bean.example.com", "coffee-quiz", f"quiz-{number}", happened_at)
        flows.activity_received(customer, facts=facts, at=happened_at)
    for number, customer in enumerate(members[6:9]):
        # Once more, which the rule's limit refuses.
        happened_at = at - timedelta(days=number, hours=3)
        facts = ActivityFacts("oak-and-bean.example.com", "coffee-quiz", f"again-{number}", happened_at)
        flows.activity_received(customer, facts=facts, at=happened_at)


def _settle_tickets(members: list[Customer], *, by: User, at: datetime) -> None:
    for number, customer in enumerate(members[3:6]):
        flows.points_adjusted(
            customer,
            points=100,
            description="Sorry for the late parcel",
            internal_note="Carrier lost it for a week.",
            key=f"demo-{number}",
            by=by,
            at=at - timedelta(days=number),
        )
