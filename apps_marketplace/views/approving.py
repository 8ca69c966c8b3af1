"""Who asks."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from loyalty.team.models import User


def person_of(request: HttpRequest) -> User:
    """Who asks; the guard before it has seen to it that they are signed in, or of the staff."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
