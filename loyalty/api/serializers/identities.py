"""How other systems know customers."""

from typing import Any

from rest_framework import serializers

from loyalty.api.serializers.strict import Email, Strict, Text


class CustomerIdentityShape(serializers.Serializer[Any]):
    """A customer as the app knows them."""

    id = serializers.IntegerField()
    first_name = serializers.CharField(allow_null=True)
    last_name = serializers.CharField(allow_null=True)
    email = serializers.CharField()
    distinct_id = serializers.CharField()
    properties = serializers.DictField()
    customer_id = serializers.IntegerField()


class SaidIdentity(Strict):
    """What the app says of a customer. `distinct_id` is the app's own name for them; no properties are kept."""

    email = Email(max_length=254)
    distinct_id = Text(max_length=200)
    first_name = Text(required=False, allow_null=True, allow_blank=True, max_length=100)
    last_name = Text(required=False, allow_null=True, allow_blank=True, max_length=100)
    properties = serializers.DictField(required=False, allow_null=True)
