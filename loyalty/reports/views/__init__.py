from loyalty.reports.views.activity import activity, explanation, happening
from loyalty.reports.views.home import home
from loyalty.reports.views.nothing import nothing

__all__ = ["activity", "explanation", "happening", "home", "nothing"]
