"""Whole addresses, as others need them."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of an installation that answers at `origin`, such as `https://points.example.com`."""

    origin: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Addresses":
        """Those that whoever asks this can reach."""
        return cls(request.build_absolute_uri("/").removesuffix("/"))

    def invitations(self, merchant_id: int) -> str:
        """What friends of the merchant's customers follow, up to the customer's own code; a slash ends it."""
        return self.origin + reverse("invitation", args=[f"{merchant_id}-"]).removesuffix("/")

    def icon(self, name: str) -> str:
        """A picture of an icon; of nothing where there is no icon."""
        return self.origin + reverse("icon", args=[name]) if name else ""
