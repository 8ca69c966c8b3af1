"""The people of every test, and what they own.

Olive owns the shop, Sam supports it, Ada shops there; a stranger owns another one, which nobody here may see.
Everything is made through the product's own flows. Inside `scope(merchant=…)` the merchant need not be named.
"""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import count
from typing import Any, cast

from django.contrib.auth.hashers import make_password
from django.test import Client
from django_scopes import get_scope, scope

from earning.actions import ActionTerms, CustomerText, RuleTerms, create_rule, define_action
from earning.catalogue import BY_CODE, PLACE_ORDER
from earning.models import CustomAction, Rule, ValueType
from loyalty import flows
from loyalty.customers.actions import ensure_customers
from loyalty.customers.models import Customer, CustomerState
from loyalty.customers.snapshots import CustomerFacts
from loyalty.merchants.models import Merchant
from loyalty.orders.models import Order, OrderState
from loyalty.orders.snapshots import AmountFacts, OrderFacts
from loyalty.points.actions import open_accounts
from loyalty.rewards.actions import RewardTerms, create_reward
from loyalty.rewards.models import Reward, RewardType
from loyalty.team.actions import add_member
from loyalty.team.models import Role, User
from vip.queries import terms_in_force
from vip.snapshots import TierTerms, VipTerms

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "a long enough password"

_numbers = count(1)


def make_user(name: str = "Olive", **fields: Any) -> User:
    """Somebody who can sign in with `PASSWORD`; the address comes from the name unless given."""
    fields = {"email": _address(name), "password": _hashed(PASSWORD), **fields}
    known = User.objects.filter(email=fields["email"]).first()
    return known or User.objects.create(name=name, **fields)


def make_merchant(*, owner: User | None = None, name: str = "Olive's oils", **terms: Any) -> Merchant:
    """A merchant whose programme started on `MONDAY`, owned by Olive unless somebody else is named."""
    return flows.merchant_signed_up(owner or make_user("Olive"), name=name, **{"at": MONDAY, **terms})


def make_colleague(merchant: Merchant | None = None, *, role: Role = Role.SUPPORT, name: str = "") -> User:
    """A member of the merchant's team: Sam, if it is support."""
    merchant = merchant or _merchant_at_hand()
    user = make_user(name or {Role.SUPPORT: "Sam"}.get(role, role.capitalize()))
    with scope(merchant=merchant):
        add_member(merchant, user=user, role=role)
    return user


def make_stranger(**terms: Any) -> User:
    """Somebody who owns another merchant."""
    stranger = make_user("Stranger")
    make_merchant(owner=stranger, name="Somebody else's", **terms)
    return stranger


def make_staff(name: str = "Greta") -> User:
    """Somebody who runs the installation and works for no merchant."""
    return make_user(name, is_staff=True)


def make_customer(
    merchant: Merchant | None = None,
    *,
    first_name: str = "Ada",
    points: int = 0,
    state: CustomerState = CustomerState.MEMBER,
    at: datetime = MONDAY,
    **facts: Any,
) -> Customer:
    """A customer, Ada by default, with `points` given by hand. One of the same name is the same person."""
    merchant = merchant or _merchant_at_hand()
    facts = {"source": "shop", "email": _address(first_name), "account_created_at": at, **facts}
    known = CustomerFacts(first_name=first_name, **facts)
    make = _guest if state == CustomerState.CANDIDATE else flows.customer_joined
    with scope(merchant=merchant):
        customer = make(known, merchant=merchant, at=at)
        if state == CustomerState.DISABLED:
            Customer.objects.filter(pk=customer.pk).update(state=state)
        if points:
            make_adjustment(customer, points=points, at=at)
        return Customer.objects.select_related("merchant", "account").get(pk=customer.pk)


def make_adjustment(customer: Customer, *, points: int, at: datetime = MONDAY, **terms: Any) -> None:
    """Points given or taken by hand."""
    texts = {"description": "A gift", "internal_note": "", "key": f"test-{next(_numbers)}", "by": None}
    with scope(merchant=customer.merchant):
        flows.points_adjusted(customer, points=points, at=at, **{**texts, **terms})


def make_rule(
    merchant: Merchant | None = None, *, action: str = PLACE_ORDER.code, at: datetime = MONDAY, **terms: Any
) -> Rule:
    """A rule in force. Orders give 1 point for each 1.00 unless said otherwise, anything else 100 points."""
    merchant = merchant or _merchant_at_hand()
    if action == PLACE_ORDER.code and terms.get("value_type") != ValueType.FIXED:
        terms = {"value_type": ValueType.PER_AMOUNT, "points": 1, "amount_cents": 100, **terms}
    if action in BY_CODE and BY_CODE[action].needs_link:
        terms = {"texts": {"en": CustomerText(link="https://example.com/page")}, **terms}
    rule_terms = RuleTerms(**{"name": "A rule", "value_type": ValueType.FIXED, "points": 100, **terms})
    with scope(merchant=merchant):
        _name_action(merchant, action, at=at)
        return create_rule(merchant, action=action, terms=rule_terms, by=None, at=at)


def _name_action(merchant: Merchant, token: str, *, at: datetime) -> None:
    """What nobody brings is the merchant's own action; those of apps have a slash in their names."""
    is_known = token in BY_CODE or "/" in token
    if not is_known and not CustomAction.objects.filter(token=token).exists():
        define_action(merchant, terms=ActionTerms(token.title(), token), at=at)


def make_reward(
    merchant: Merchant | None = None, *, at: datetime = MONDAY, is_active: bool = True, **terms: Any
) -> Reward:
    """A way to redeem: 5.00 off for 500 points, unless said otherwise."""
    merchant = merchant or _merchant_at_hand()
    if "exchange" not in terms:
        terms = {"points": 500, "value_cents": 5_00, **terms}
    reward_terms = RewardTerms(**{"type": RewardType.AMOUNT_OFF, "name": "A reward", **terms})
    with scope(merchant=merchant):
        return create_reward(merchant, terms=reward_terms, at=at, is_active=is_active)


def make_tiers(
    merchant: Merchant | None = None, *tiers: TierTerms, at: datetime = MONDAY, **terms: Any
) -> VipTerms:
    """A VIP programme that runs. Spending 200.00 ever makes silver and 500.00 gold unless said otherwise."""
    merchant = merchant or _merchant_at_hand()
    with scope(merchant=merchant):
        before = terms_in_force(merchant.pk)
        tiers = tiers or (TierTerms("Bronze", 0), TierTerms("Silver", 200_00), TierTerms("Gold", 500_00))
        wanted = VipTerms(**{"is_on": True, "version": before.version, "tiers": tiers, **terms})
        change = flows.vip_change_planned(merchant, wanted, by=None, at=at)
        while flows.vip_change_checked(change, at=at):
            pass
        flows.vip_change_confirmed(change, gives_rewards=True, by=None, at=at)
        while flows.vip_change_applied(change, at=at):
            pass
        return terms_in_force(merchant.pk)


def make_order(
    customer: Customer | None = None,
    *,
    merchant: Merchant | None = None,
    goods_cents: int = 10_00,
    at: datetime = MONDAY,
    **facts: Any,
) -> Order:
    """A paid order, settled; of nobody if no customer is given. `facts` are those of `OrderFacts`."""
    merchant = merchant or (customer.merchant if customer else _merchant_at_hand())
    paid = {"state": OrderState.PAID, "placed_at": at, "paid_at": at, "happened_at": at}
    amounts = {"amounts": AmountFacts(currency=merchant.currency, goods_cents=goods_cents)}
    with scope(merchant=merchant):
        known = {"external_id": f"order-{next(_numbers)}", "customer": customer and _known(customer)}
        message = OrderFacts(**{"source": "shop", **known, **paid, **amounts, **facts})
        flows.orders_changed([message], merchant=merchant, at=at)
        orders = Order.objects.select_related("merchant", "customer")
        return orders.get(source=message.source, external_id=message.external_id)


def sign_in(client: Client, user: User, *, merchant: Merchant | None = None) -> Client:
    """The client, signed in, at work for `merchant` if the user has several."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    if merchant:
        session = client.session
        session["merchant_id"] = merchant.pk
        session.save()
    return client


def _merchant_at_hand() -> Merchant:
    return cast("Merchant", get_scope().get("merchant")) or make_merchant()


@cache
def _hashed(password: str) -> str:
    return make_password(password)  # slow on purpose, so once


def _address(name: str) -> str:
    return f"{name.lower()}@example.com"


def _guest(facts: CustomerFacts, *, merchant: Merchant, at: datetime) -> Customer:
    guest = replace(facts, has_account=False, account_created_at=None)
    ensured = ensure_customers([guest], merchant_id=merchant.pk, at=at)
    open_accounts(ensured.ids, merchant_id=merchant.pk)
    return Customer.objects.get(pk=ensured.ids[0])


def _known(customer: Customer) -> CustomerFacts:
    identity = customer.identities.first()
    if identity is None:
        return CustomerFacts(source="shop", email=customer.email)
    return CustomerFacts(source=identity.source, external_id=identity.external_id, email=customer.email)
