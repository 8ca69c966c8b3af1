from loyalty.reports.views.activity import activity, explanation
from loyalty.reports.views.home import home

__all__ = ["activity", "explanation", "home"]
