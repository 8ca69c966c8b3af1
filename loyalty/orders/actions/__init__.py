from loyalty.orders.actions.messages import InvalidAmount, Recorded, record_orders

__all__ = ["InvalidAmount", "Recorded", "record_orders"]
