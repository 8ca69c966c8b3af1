"""The e-mail builder: a text with variables, and how it reads for one customer."""

import re
from dataclasses import dataclass

from tests.providers.cm_commerce.service import Service
from tests.providers.cm_commerce.store import Row
from tests.providers.cm_commerce.tiers import has_vip, tier_of

SUBJECT = "Your points are waiting"
BODY = (
    "Hi {{ First Name }},\n\nyou have {{ Point Balance }} points. Bring a friend and both of you get something:\n"
    "{{ Referral URL }}"
)
VARIABLE = re.compile(r"\{\{ *([A-Za-z ]+?) *\}\}")


@dataclass(frozen=True)
class Email:
    """What the merchant wrote, or what one customer reads."""

    subject: str
    body: str


def variables(service: Service, account: str) -> list[str]:
    """What the drop-down offers. VIP Tier is there only while the programme has tiers."""
    tier = ["VIP Tier"] if has_vip(service, account) else []
    return ["First Name", "Point Balance", "Referral URL", *tier]


def email_of(service: Service, account: str) -> Email:
    """What the merchant wrote last."""
    row = service.store.row("SELECT * FROM emails WHERE account = ?", account)
    return Email(row["subject"], row["body"]) if row else Email(SUBJECT, BODY)


def keep_email(service: Service, account: str, email: Email) -> None:
    """The e-mail from now on."""
    statement = "INSERT OR REPLACE INTO emails (account, subject, body) VALUES (?, ?, ?)"
    service.store.run(statement, account, email.subject, email.body)


def preview(service: Service, email: Email, customer: Row) -> Email:
    """The e-mail as this customer would read it; unknown variables read as nothing."""
    values = _values(service, customer)
    filled = [
        VARIABLE.sub(lambda found: values.get(found[1], ""), text) for text in (email.subject, email.body)
    ]
    return Email(*filled)


def _values(service: Service, customer: Row) -> dict[str, str]:
    return {
        "First Name": customer["first_name"],
        "Point Balance": f"{customer['points_balance']:,}",
        "Referral URL": customer["referral_url"],
        "VIP Tier": tier_of(service, customer),
    }
