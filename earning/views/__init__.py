from earning.views.adding import catalogue, create, example
from earning.views.editing import rule, set_active
from earning.views.list import rules

__all__ = ["catalogue", "create", "example", "rule", "rules", "set_active"]
