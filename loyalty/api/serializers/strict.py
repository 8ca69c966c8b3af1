"""What callers may send: these fields, of these kinds, and no others."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from loyalty.api.http.pages import MOST, USUAL
from loyalty.customers.mapping import InvalidEmail, email_key

BIGGEST = 2**63 - 1
WHOLE = re.compile(r"-?[0-9]{1,19}", re.ASCII)
UNKNOWN = gettext_lazy("There is no such field.")


class Strict(serializers.Serializer[Any]):
    """Refuses fields that it does not know: what is misspelt must not be done without."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """The values that were sent."""
        if isinstance(data, Mapping) and (unknown := [name for name in data if name not in self.fields]):
            raise serializers.ValidationError({str(name)[:60]: [UNKNOWN] for name in unknown})
        values: dict[str, Any] = super().to_internal_value(data)
        return values


class Whole(serializers.IntegerField):
    """A whole number of up to 64 bits; in quotes, too, as some languages send it, but no fraction and no boolean."""

    def __init__(self, **terms: Any) -> None:
        super().__init__(**{"max_value": BIGGEST, "min_value": -BIGGEST, **terms})

    def to_internal_value(self, data: Any) -> int:
        """The number."""
        if isinstance(data, str) and WHOLE.fullmatch(data.strip()):
            return int(data)
        if type(data) is not int:
            self.fail("invalid")
        return data


class Text(serializers.CharField):
    """Text; what is no text is not taken for one."""

    def to_internal_value(self, data: Any) -> str:
        """The text without the spaces around it."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Email(Text):
    """An address that could be somebody's."""

    def to_internal_value(self, data: Any) -> str:
        """The address as it was written."""
        email = super().to_internal_value(data)
        try:
            email_key(email)
        except InvalidEmail as error:
            raise serializers.ValidationError(str(error)) from error
        return email


class Moment(serializers.DateTimeField):
    """A moment by ISO 8601; one without an offset is UTC. Years that no calendar of a shop knows are refused."""

    def to_internal_value(self, value: Any) -> Any:
        """The moment, with its offset."""
        if not isinstance(value, str):
            self.fail("invalid", format="2024-04-04T15:10:42.030Z")
        moment = super().to_internal_value(value)
        if not 1900 <= moment.year <= 9000:
            raise serializers.ValidationError(_("The year must be from 1900 to 9000."))
        return moment


class PageQuery(Strict):
    """Which page of a list."""

    limit = Whole(min_value=1, max_value=MOST, default=USUAL)
    cursor = Text(default="", allow_blank=True, max_length=2000)


@cache
def wrapped(name: str, inner: type[serializers.Serializer[Any]], **terms: Any) -> type[Strict]:
    """A body that holds one object under its name: `{"activity": {…}}`."""
    return type(f"{inner.__name__}Body", (Strict,), {name: inner(**terms)})


@cache
def listed(name: str, inner: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    """A list without cursors: `{"vip_tiers": […]}`."""
    return type(f"{inner.__name__}List", (serializers.Serializer,), {name: inner(many=True)})


@cache
def paged(name: str, inner: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    """A list with cursors to the pages around it."""
    fields = {name: inner(many=True), "metadata": PaginationMetadata()}
    return type(f"{inner.__name__}Page", (serializers.Serializer,), fields)


class PaginationMetadata(serializers.Serializer[Any]):
    """Cursors to the neighbouring pages; null where there is none."""

    next_cursor = serializers.CharField(allow_null=True)
    previous_cursor = serializers.CharField(allow_null=True)
