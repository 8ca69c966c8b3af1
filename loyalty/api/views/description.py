"""What the API is, for programs at /schema/ and for people at /docs/."""

import json
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from loyalty.team.permissions import public


@require_safe
@public
def schema(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """The description by OpenAPI 3.1."""
    response = HttpResponse(described(), content_type="application/vnd.oai.openapi+json")
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
@public
def docs(request: HttpRequest) -> HttpResponse:
    """The same to read and to try."""
    return render(request, "api/docs.html")


@cache
def described() -> str:
    """The description as JSON, made once for each process: that reads every view."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]  # drf-spectacular has few types
    description = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # the same
    return json.dumps(description, ensure_ascii=False)
