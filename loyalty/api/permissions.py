"""What a caller must have been granted."""

from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext as _
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from loyalty.merchants.authentication import Principal

if TYPE_CHECKING:
    # Views name this module in their settings.
    from loyalty.api.views.resource import Resource


class HasScope(BasePermission):
    """The scope that the view names for the method."""

    def has_permission(self, request: Request, view: "Resource") -> bool:  # type: ignore[override]  # every view here is one of ours
        """Whether the caller was granted it; a caller who is nobody was granted nothing."""
        principal = cast("Principal | None", request.user)
        needed = view.scope_of(request.method or "")
        self.message = _("This takes the scope %(scope)s.") % {"scope": needed.value}
        return principal is not None and principal.may(needed)
