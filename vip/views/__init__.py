from vip.views.changes import apply, change, discard
from vip.views.customers import release, set_tier
from vip.views.moves import moves
from vip.views.overview import overview
from vip.views.settings import settings, switch
from vip.views.tiers import add_tier, remove_tier, tier

__all__ = [
    "add_tier",
    "apply",
    "change",
    "discard",
    "moves",
    "overview",
    "release",
    "remove_tier",
    "set_tier",
    "settings",
    "switch",
    "tier",
]
