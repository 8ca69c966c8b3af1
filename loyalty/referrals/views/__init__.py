"""Program → Referrals, and the page a friend sees."""

from loyalty.referrals.views.decisions import allow, block
from loyalty.referrals.views.detail import detail
from loyalty.referrals.views.invitation import invitation
from loyalty.referrals.views.list import list_referrals
from loyalty.referrals.views.settings import example, program_settings

__all__ = ["allow", "block", "detail", "example", "invitation", "list_referrals", "program_settings"]
