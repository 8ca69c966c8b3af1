"""What the worker does."""

from loyalty.webhooks.tasks.chores import forget_old_messages
from loyalty.webhooks.tasks.delivering import deliver_webhooks
from loyalty.webhooks.tasks.notices import tell_team

__all__ = ["deliver_webhooks", "forget_old_messages", "tell_team"]
