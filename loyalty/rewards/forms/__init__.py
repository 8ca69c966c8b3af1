from loyalty.rewards.forms.redeem import RedeemForm
from loyalty.rewards.forms.rewards import ICONS, RewardForm, first_terms, initial_of
from loyalty.rewards.forms.ways import BY_CODE, WAYS, Way, way_of

__all__ = [
    "BY_CODE",
    "ICONS",
    "WAYS",
    "RedeemForm",
    "RewardForm",
    "Way",
    "first_terms",
    "initial_of",
    "way_of",
]
