"""The description of the API, made from the views themselves."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status

if TYPE_CHECKING:
    # Views name this module in their settings.
    from loyalty.api.views.resource import Resource

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="A name of your own for this request. Sent again within a day, the first answer comes again.",
)
REFUSALS = {
    400: "The request could not be read, or says something that has no meaning.",
    401: "No key or token, or one that is not known or is over.",
    403: "The key or token was not granted this.",
    404: "There is nothing at this address.",
    429: "Too many requests in a second.",
    500: "Something went wrong here.",
    503: "Busy or away for a moment.",
}
REFUSALS_OF_WRITES = {
    409: "A request with this Idempotency-Key is being worked on.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "Understood, and refused by the programme.",
}


class Fault(serializers.Serializer[Any]):
    message = serializers.CharField()
    request_id = serializers.CharField()


class ErrorEnvelope(serializers.Serializer[Any]):
    """The shape of every refusal."""

    error = Fault()


def operation(
    *,
    gives: Any,
    tag: str,
    status: int = status.HTTP_200_OK,
    takes: Any = None,
    query: Any = None,
    also: Mapping[int, Any] | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """What an operation takes (`takes` in the body, `query` in the address) and gives, for the description."""
    decorate: Callable[[Callable[..., Any]], Callable[..., Any]] = extend_schema(
        tags=[tag],
        request=takes,
        parameters=[query] if query else [],
        responses={status: gives, **(also or {})},
    )
    return decorate


class OperationSchema(AutoSchema):
    """Adds to every operation what all of them share: scopes, refusals, the Idempotency-Key."""

    def get_operation_id(self) -> str:
        """As Smile names them: `get__points_products_id`."""
        path = self.path.removeprefix("/v1/").replace("{", "").replace("}", "").replace("/", "_")
        return f"{self.method.lower()}__{path}"

    def _get_serializer_name(self, serializer: Any, direction: str, bypass_extensions: bool = False) -> str:
        """`Customer`, not `CustomerShape`."""
        name: str = super()._get_serializer_name(serializer, direction, bypass_extensions)
        return name.replace("Shape", "")

    def get_summary(self) -> str:
        """What it does: the first sentence of what is said about it."""
        said: str = self.get_description()
        return said.partition(". ")[0].partition(".\n")[0].removesuffix(".")

    def get_auth(self) -> list[dict[str, list[str]]]:
        """The scope that it takes."""
        view = cast("Resource", self.view)
        return [{"bearerAuth": [str(view.scopes[self.method])]}]

    def get_override_parameters(self) -> list[Any]:
        """The query, and the key that every POST may have."""
        return [IDEMPOTENCY_KEY] if self.method == "POST" else []

    def get_operation(self, *args: Any) -> dict[str, Any] | None:
        """The operation with its refusals."""
        found: dict[str, Any] | None = super().get_operation(*args)
        if found is None:
            return None
        is_write = self.method not in ("GET", "HEAD")
        envelope = {"application/json": {"schema": self.resolve_serializer(ErrorEnvelope, "response").ref}}
        for code, text in {**REFUSALS, **(REFUSALS_OF_WRITES if is_write else {})}.items():
            found["responses"].setdefault(str(code), {"description": text, "content": envelope})
        return found
