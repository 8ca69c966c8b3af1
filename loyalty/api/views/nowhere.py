"""Addresses that lead nowhere."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase

from loyalty.api.http.errors import NothingHere, plain_error
from loyalty.api.views.resource import Resource


class Nowhere(Resource):
    """Every address under /v1 that is none, by any method."""

    schema = None

    def dispatch(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        """404 in the shape of all refusals."""
        return plain_error(request, NothingHere())
