"""What a customer's own page says about invitations."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from loyalty.customers.models import Customer
from loyalty.referrals.models import Referral
from loyalty.referrals.queries import code_of, referral_program, shared_texts

SHOWN = 5


@dataclass(frozen=True, slots=True)
class InvitationCard:
    """`link` and the `text` that goes with it are blank while referrals are off: nobody can follow it then."""

    link: str
    text: str
    referrals: Sequence[Referral]


def invitation_card(customer: Customer, request: HttpRequest) -> InvitationCard | None:
    """What the customer shares and what became of it; None where there is neither."""
    program = referral_program(customer.merchant_id)
    referrals = list(customer.referrals.order_by("-pk")[:SHOWN])
    if program and program.is_on:
        link = request.build_absolute_uri(reverse("invitation", args=[code_of(customer)]))
        return InvitationCard(link, shared_texts(customer, program).share, referrals)
    return InvitationCard("", "", referrals) if referrals else None
