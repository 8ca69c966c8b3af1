"""One folder for each provider, and one line here."""

from apps_marketplace.connectors.cm_commerce import CmCommerce
from apps_marketplace.connectors.connector import ChecksSettings, Connector, SettingsRefused

CONNECTORS: dict[str, type[Connector]] = {connector.slug: connector for connector in (CmCommerce,)}

__all__ = ["CONNECTORS", "ChecksSettings", "Connector", "SettingsRefused"]
