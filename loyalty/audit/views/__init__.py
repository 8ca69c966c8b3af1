"""What changed, by whom."""

from loyalty.audit.views.list import list_events

__all__ = ["list_events"]
