"""What an outside system says about a customer."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """Enough to know a customer by: an `external_id` of the source, an e-mail address, or both.

    `has_account` is whether the shop knows a customer account (a member) or only a guest's order. `language` is a
    code such as `sv` or `pt-BR`.
    """

    source: str
    external_id: str = ""
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    has_account: bool = True
    account_created_at: datetime | None = None
    language: str = ""
