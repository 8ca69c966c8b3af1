from loyalty.reports.views.activity import activity, explanation, happening
from loyalty.reports.views.home import home

__all__ = ["activity", "explanation", "happening", "home"]
