"""What a body may be."""

from collections.abc import Iterable, Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from loyalty.api.mapping.texts import Unreadable, read_json


class StrictJSONParser(BaseParser):
    """JSON and nothing else; `read_json` says what is refused."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        _media_type: str | None = None,
        _parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The value, or a refusal with a sentence."""
        try:
            return read_json(stream.read())
        except Unreadable as error:
            raise ParseError(str(error)) from error


class OnlyJSON(BaseContentNegotiation):
    """Everybody is answered in JSON, whatever their `Accept` says, as Smile does."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        """The JSON parser, if the body is said to be JSON."""
        said = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == said), None)

    def select_renderer(
        self, _request: Request, renderers: Iterable[BaseRenderer], _format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The first there is."""
        first = next(iter(renderers))
        return first, str(first.media_type)
