from loyalty.orders.actions.messages import InvalidAmount, record_orders

__all__ = ["InvalidAmount", "record_orders"]
