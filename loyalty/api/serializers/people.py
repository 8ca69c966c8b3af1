"""Customers as programs write them."""

from typing import Any

from rest_framework import serializers

from loyalty.api.serializers.strict import Moment, Strict, Text
from loyalty.customers.models import CustomerState

MOST_TAGS = 100
STATES = (CustomerState.MEMBER.value, CustomerState.CANDIDATE.value)


class CustomerIn(Strict):
    """What is left out stays as it is; `tags` are all that the customer has. The year 1004 is a year nobody said."""

    email = Text(required=False, max_length=254)
    first_name = Text(required=False, allow_blank=True, max_length=100)
    last_name = Text(required=False, allow_blank=True, max_length=100)
    date_of_birth = serializers.DateField(required=False, allow_null=True)
    language = Text(required=False, allow_blank=True, max_length=12)
    tags = serializers.ListField(child=Text(max_length=100), required=False, max_length=MOST_TAGS)


class NewCustomer(CustomerIn):
    """`external_id` is how the shop knows them, `joined_at` when their account was made."""

    email = Text(max_length=254)
    external_id = Text(default="", allow_blank=True, max_length=200)
    state = serializers.ChoiceField(choices=STATES, default=CustomerState.MEMBER.value)
    joined_at = Moment(default=None, allow_null=True)


class Reason(Strict):
    """Why, for the team."""

    reason = Text(default="", allow_blank=True, max_length=500)


def described(said: dict[str, Any]) -> dict[str, Any]:
    """What was said of the customer, as the programme takes it."""
    names = {"date_of_birth": "birthday"}
    known = CustomerIn().fields
    return {names.get(name, name): value for name, value in said.items() if name in known}
