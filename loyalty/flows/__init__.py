"""What happens when: the programme's journeys, each written once, in order."""

from loyalty.flows.activations import own_points_activated, points_activated
from loyalty.flows.birthdays import birthday_set, birthdays_kept
from loyalty.flows.campaigns import (
    CampaignChangedMeanwhile,
    campaign_created,
    campaign_revised,
    campaign_switched,
)
from loyalty.flows.custom_actions import (
    action_archived,
    action_changed,
    action_defined,
    action_deleted,
    action_restored,
)
from loyalty.flows.customers import (
    activity_received,
    activity_reported,
    activity_revoked,
    customer_email_changed,
    customer_excluded,
    customer_included,
    customer_joined,
    customer_tagged,
    points_adjusted,
)
from loyalty.flows.developer import (
    key_created,
    key_revoked,
    signing_key_created,
    signing_key_revoked,
)
from loyalty.flows.erasure import Loss, customer_erased, loss_of
from loyalty.flows.expiry import expiry_warned, points_expired
from loyalty.flows.identities import Linked, identity_linked
from loyalty.flows.merging import Side, customers_merged, side_of
from loyalty.flows.orders import orders_changed
from loyalty.flows.plans import plan_changed
from loyalty.flows.profiles import CustomerKnown, customer_added, customer_described
from loyalty.flows.program import program_changed
from loyalty.flows.redemptions import (
    coupon_cancelled,
    coupon_confirmed,
    coupon_failed,
    coupon_given,
    coupon_used,
    coupons_cancelled,
    coupons_expired,
    reward_redeemed,
)
from loyalty.flows.referrals import (
    referral_claimed,
    referral_decided,
    referral_program_set,
    referrals_ran_out,
)
from loyalty.flows.rewards import reward_created, reward_revised, reward_switched
from loyalty.flows.rules import (
    RuleChangedMeanwhile,
    rule_created,
    rule_duplicated,
    rule_restored,
    rule_revised,
    rule_switched,
)
from loyalty.flows.signing_up import merchant_signed_up
from loyalty.flows.standings import tiers_kept, tiers_reviewed
from loyalty.flows.vip import (
    tier_set,
    vip_change_applied,
    vip_change_checked,
    vip_change_confirmed,
    vip_change_discarded,
    vip_change_planned,
    vip_changed,
)

__all__ = [
    "CampaignChangedMeanwhile",
    "CustomerKnown",
    "Linked",
    "Loss",
    "RuleChangedMeanwhile",
    "Side",
    "action_archived",
    "action_changed",
    "action_defined",
    "action_deleted",
    "action_restored",
    "activity_received",
    "activity_reported",
    "activity_revoked",
    "birthday_set",
    "birthdays_kept",
    "campaign_created",
    "campaign_revised",
    "campaign_switched",
    "coupon_cancelled",
    "coupon_confirmed",
    "coupon_failed",
    "coupon_given",
    "coupon_used",
    "coupons_cancelled",
    "coupons_expired",
    "customer_added",
    "customer_described",
    "customer_email_changed",
    "customer_erased",
    "customer_excluded",
    "customer_included",
    "customer_joined",
    "customer_tagged",
    "customers_merged",
    "expiry_warned",
    "identity_linked",
    "key_created",
    "key_revoked",
    "loss_of",
    "merchant_signed_up",
    "orders_changed",
    "own_points_activated",
    "plan_changed",
    "points_activated",
    "points_adjusted",
    "points_expired",
    "program_changed",
    "referral_claimed",
    "referral_decided",
    "referral_program_set",
    "referrals_ran_out",
    "reward_created",
    "reward_redeemed",
    "reward_revised",
    "reward_switched",
    "rule_created",
    "rule_duplicated",
    "rule_restored",
    "rule_revised",
    "rule_switched",
    "side_of",
    "signing_key_created",
    "signing_key_revoked",
    "tier_set",
    "tiers_kept",
    "tiers_reviewed",
    "vip_change_applied",
    "vip_change_checked",
    "vip_change_confirmed",
    "vip_change_discarded",
    "vip_change_planned",
    "vip_changed",
]
