from loyalty.customers.actions.arrivals import ensure_customers, link_identity
from loyalty.customers.actions.joining import join

__all__ = ["ensure_customers", "join", "link_identity"]
