"""Who calls the REST API: a key or an app, never a person."""

from dataclasses import dataclass
from typing import ClassVar

from loyalty.merchants.models import ApiKey, Merchant
from loyalty.merchants.scopes import covers


@dataclass(frozen=True)
class Principal:
    """The caller of one request, in place of a user.

    `bucket` names what is counted against the limit of requests ("key:12", "token:34"). `source` is what
    activities and audited changes are written with: an app's slug, or "api".
    """

    merchant: Merchant
    scopes: frozenset[str]
    name: str
    bucket: str
    installation_id: int | None = None
    source: str = "api"

    is_authenticated: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False
    is_active: ClassVar[bool] = True
    pk: ClassVar[None] = None

    def may(self, scope: str) -> bool:
        """Whether the caller was granted this."""
        return covers(self.scopes, scope)


def principal_of(key: ApiKey) -> Principal:
    """Who calls with this key."""
    return Principal(key.merchant, frozenset(key.scopes), key.name, f"key:{key.pk}")
