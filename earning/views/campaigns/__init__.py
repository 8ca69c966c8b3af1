"""Program → Campaigns."""

from earning.views.campaigns.calendar import calendar
from earning.views.campaigns.editing import campaign, create, set_active
from earning.views.campaigns.list import campaigns
from earning.views.campaigns.reading import preview

__all__ = ["calendar", "campaign", "campaigns", "create", "preview", "set_active"]
