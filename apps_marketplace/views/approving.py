"""Who decides."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from loyalty.team.models import User


def staff_of(request: HttpRequest) -> User:
    """The member of the staff that asks; the guard before it has seen to that."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
