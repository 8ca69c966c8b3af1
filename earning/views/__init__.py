from earning.views.adding import catalogue, create, example
from earning.views.editing import rule
from earning.views.history import restore
from earning.views.list import rules
from earning.views.switching import duplicate, set_active
from earning.views.trying import test_rule

__all__ = [
    "catalogue",
    "create",
    "duplicate",
    "example",
    "restore",
    "rule",
    "rules",
    "set_active",
    "test_rule",
]
