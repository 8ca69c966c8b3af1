"""CM Commerce, once Conversio: e-mails after the purchase, and reviews that earn points."""

from apps_marketplace.connectors.cm_commerce.connector import CmCommerce

__all__ = ["CmCommerce"]
