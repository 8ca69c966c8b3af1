"""What fields and choices are called where changes to them are told."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_stubs_ext import StrOrPromise

from earning.catalogue import BUILT_IN
from earning.catalogue.icons import ICONS as RULE_ICONS
from earning.models import Overlap, ValueType
from earning.models import Period as LimitPeriod
from loyalty.customers.models import CustomerState
from loyalty.merchants import models as merchants
from loyalty.merchants.scopes import Scope
from loyalty.referrals.models import ReferralState
from loyalty.referrals.suspicions import SIGNALS
from loyalty.rewards.forms import ICONS as REWARD_ICONS
from loyalty.rewards.models import CouponState, Exchange, IssuedBy, RewardType
from loyalty.webhooks.models import Topic, WhyOff
from vip.models import Basis, Icon, Period, SpendBasis

NAMES: Mapping[str, StrOrPromise] = {
    "action": gettext_lazy("Way to earn"),
    "advocate_points": gettext_lazy("Points for the customer who invites"),
    "advocate_reward_id": gettext_lazy("Reward for the customer who invites"),
    "amount_cents": gettext_lazy("For every"),
    "app": gettext_lazy("App"),
    "approval": gettext_lazy("Approval"),
    "award_on": gettext_lazy("An order earns"),
    "basis": gettext_lazy("Tiers go by"),
    "birthday": gettext_lazy("Birthday"),
    "blocking_score": gettext_lazy("Score that blocks"),
    "budget_points": gettext_lazy("Budget in points"),
    "cap_period": gettext_lazy("Most points: period"),
    "cap_points": gettext_lazy("Most points"),
    "categories": gettext_lazy("Only for these categories"),
    "ceiling_cents": gettext_lazy("Shipping up to"),
    "claim_guest_orders_days": gettext_lazy("Days that a new member’s guest orders count back"),
    "clear_data": gettext_lazy("Asked to delete customer data"),
    "conditions": gettext_lazy("Conditions"),
    "count": gettext_lazy("How many"),
    "currencies": gettext_lazy("Only for orders in these currencies"),
    "currency_rates": gettext_lazy("Points in other currencies"),
    "deliveries": gettext_lazy("Messages"),
    "description": gettext_lazy("Description"),
    "earns_before_discount": gettext_lazy("Prices before discounts"),
    "earns_on_shipping": gettext_lazy("Shipping"),
    "earns_on_tax": gettext_lazy("Tax"),
    "ends_at": gettext_lazy("Ends"),
    "exchange": gettext_lazy("How customers get it"),
    "excluded_categories": gettext_lazy("Categories that never earn"),
    "excluded_products": gettext_lazy("Products that never earn"),
    "expires_at": gettext_lazy("Ends"),
    "expires_days": gettext_lazy("Days that coupons are valid"),
    "expiry_days": gettext_lazy("Days that they last"),
    "expiry_enabled_on": gettext_lazy("Points expire since"),
    "expiry_mode": gettext_lazy("Points expire"),
    "expiry_months": gettext_lazy("Months that they last"),
    "expiry_warning_days": gettext_lazy("Days before that customers are warned"),
    "extra_points": gettext_lazy("Extra points for each order"),
    "friend_reward_id": gettext_lazy("The friend gets"),
    "grace_days": gettext_lazy("Days of grace"),
    "has_whole_units": gettext_lazy("Whole amounts only"),
    "holding_days": gettext_lazy("Holding period"),
    "icon": gettext_lazy("Icon"),
    "is_active": gettext_lazy("Active"),
    "is_first_order_only": gettext_lazy("Only the friend’s very first order counts"),
    "is_on": gettext_lazy("On"),
    "is_paid_only": gettext_lazy("For paid plans only"),
    "issued_by": gettext_lazy("Who makes the codes"),
    "key": gettext_lazy("Key"),
    "landing_url": gettext_lazy("Landing page"),
    "limit_count": gettext_lazy("Limit: times"),
    "limit_days": gettext_lazy("Limit: days"),
    "limit_per_customer": gettext_lazy("Limit for each customer"),
    "limit_period": gettext_lazy("Limit: period"),
    "limit_total": gettext_lazy("Limit in all"),
    "link": gettext_lazy("Link"),
    "min_order_cents": gettext_lazy("Minimum order"),
    "multiplier": gettext_lazy("Multiplier"),
    "name": gettext_lazy("Name"),
    "network_limit": gettext_lazy("Invitations from one network in 7 days"),
    "overlap": gettext_lazy("When campaigns run at the same time"),
    "participants": gettext_lazy("Who earns"),
    "percent": gettext_lazy("Percentage off"),
    "period": gettext_lazy("Period"),
    "plan": gettext_lazy("Plan"),
    "point_name": gettext_lazy("One point is called"),
    "points": gettext_lazy("Points"),
    "points_max": gettext_lazy("Most points at once"),
    "points_min": gettext_lazy("Least points"),
    "points_name": gettext_lazy("Points are called"),
    "prefix": gettext_lazy("Codes begin with"),
    "product": gettext_lazy("Product"),
    "products": gettext_lazy("Only for these products"),
    "qualifying_days": gettext_lazy("Days the friend has to order"),
    "reason": gettext_lazy("Reason"),
    "refund_negative": gettext_lazy("Refunds, once the points are spent"),
    "remember_days": gettext_lazy("Days a visit is remembered"),
    "reward": gettext_lazy("Reward"),
    "rolling_days": gettext_lazy("How many days"),
    "rounding": gettext_lazy("Parts of a point"),
    "rule_ids": gettext_lazy("Rules"),
    "scopes": gettext_lazy("Permissions"),
    "secrets": gettext_lazy("New secrets"),
    "signal_scores": gettext_lazy("Scores"),
    "spend_basis": gettext_lazy("What counts as spent"),
    "stacking": gettext_lazy("When several rules match an order"),
    "started_at": gettext_lazy("Started"),
    "starts_at": gettext_lazy("Starts"),
    "state": gettext_lazy("Status"),
    "step": gettext_lazy("Points for each step"),
    "step_value_cents": gettext_lazy("Saved with each step"),
    "store_ids": gettext_lazy("Stores"),
    "tags": gettext_lazy("Tags"),
    "text_after": gettext_lazy("Text after"),
    "text_before": gettext_lazy("Text before"),
    "texts": gettext_lazy("Texts"),
    "tier": gettext_lazy("VIP tier"),
    "tier_ids": gettext_lazy("VIP tiers"),
    "tiers": gettext_lazy("VIP tiers"),
    "token": gettext_lazy("Token"),
    "topics": gettext_lazy("Events"),
    "type": gettext_lazy("Type"),
    "unknown_customers": gettext_lazy("An activity of somebody who is not known"),
    "until": gettext_lazy("Until"),
    "url": gettext_lazy("Address"),
    "value_cents": gettext_lazy("Worth"),
    "value_type": gettext_lazy("Customers earn"),
    "why": gettext_lazy("Reason"),
}
# What stands within a field: a text of a language, the score of a signal.
PARTS: Mapping[str, StrOrPromise] = {
    **dict(settings.LANGUAGES),
    **{code: signal.label for code, signal in SIGNALS.items()},
}
# Apps stand above this room: their words are known here by what was written down.
INSTALLATION_STATES: Mapping[str, StrOrPromise] = {
    "requested": pgettext_lazy("installation", "Requested"),
    "waiting": pgettext_lazy("installation", "Waiting for approval"),
    "asked": pgettext_lazy("installation", "Question asked"),
    "approved": pgettext_lazy("installation", "Approved"),
    "declined": pgettext_lazy("installation", "Declined"),
    "authorizing": pgettext_lazy("installation", "Being authorized"),
    "connected": pgettext_lazy("installation", "Connected"),
    "paused": pgettext_lazy("installation", "Paused"),
    "removed": pgettext_lazy("installation", "Removed"),
}
APP_STATES: Mapping[str, StrOrPromise] = {
    "draft": pgettext_lazy("app", "Draft"),
    "in_review": pgettext_lazy("app", "In review"),
    "listed": pgettext_lazy("app", "Listed"),
    "withdrawn": pgettext_lazy("app", "Withdrawn"),
}
STATES: Mapping[str, Mapping[str, StrOrPromise]] = {
    "app": APP_STATES,
    "referral": dict(ReferralState.choices),
    "customer": dict(CustomerState.choices),
    "coupon": dict(CouponState.choices),
    "installation": INSTALLATION_STATES,
}
# People say why in their own words; where the programme gives the reason, it has names for them.
REASONS: Mapping[str, Mapping[str, StrOrPromise]] = {"webhook": dict(WhyOff.choices)}
CHOICES: Mapping[str, Mapping[str, StrOrPromise]] = {
    "action": {action.code: action.name for action in BUILT_IN},
    "award_on": dict(merchants.AwardOn.choices),
    "basis": dict(Basis.choices),
    "cap_period": dict(LimitPeriod.choices),
    "exchange": dict(Exchange.choices),
    "expiry_mode": dict(merchants.ExpiryMode.choices),
    "icon": {**dict(REWARD_ICONS), **dict(Icon.choices), **RULE_ICONS},
    "issued_by": dict(IssuedBy.choices),
    "limit_period": dict(LimitPeriod.choices),
    "overlap": dict(Overlap.choices),
    "participants": dict(merchants.Participants.choices),
    "period": dict(Period.choices),
    "plan": dict(merchants.Plan.choices),
    "refund_negative": dict(merchants.RefundNegative.choices),
    "rounding": dict(merchants.Rounding.choices),
    "scopes": dict(Scope.choices),
    "spend_basis": dict(SpendBasis.choices),
    "stacking": dict(merchants.Stacking.choices),
    "topics": dict(Topic.choices),
    "type": dict(RewardType.choices),
    "unknown_customers": dict(merchants.UnknownCustomers.choices),
    "value_type": dict(ValueType.choices),
}
# Fields whose choices depend on what they are about.
BY_SUBJECT = {"state": STATES, "why": REASONS}


def choices_of(subject: str, name: str) -> Mapping[str, StrOrPromise]:
    """What the values of a field are called; empty where they speak for themselves."""
    if name in BY_SUBJECT:
        return BY_SUBJECT[name].get(subject, {})
    return CHOICES.get(name, {})
