"""What senders call actions."""

from hashlib import md5

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from earning.catalogue import BY_CODE
from earning.models import TOKEN_DIGITS, TOKEN_START, BroughtAction, CustomAction
from loyalty.errors import Refused


class UnknownToken(Refused):
    code = "unknown_token"
    message = _("There is no action with the token “%(token)s”.")


def activity_token(code: str) -> str:
    """The token of a built-in action, made as the database makes those of all others."""
    return TOKEN_START + md5(code.encode(), usedforsecurity=False).hexdigest()[:TOKEN_DIGITS]


def code_reported(token: str, *, source: str) -> str:
    """The code of the action that a sender means: the code itself, its `activity_…` token, or, if the sender is the
    app `source`, its own name for an action that it brings. Refused as `UnknownToken`. At most one query.
    """
    if code := _BUILT_IN.get(token):
        return code
    own = f"{source}/{token}"
    brought = BroughtAction.objects.filter(Q(token__in=[token, own]) | Q(activity_token=token))
    named = CustomAction.objects.filter(Q(token=token) | Q(activity_token=token))
    found = set(
        brought.values_list("token", flat=True).union(named.values_list("token", flat=True), all=True)
    )
    for code in (token, own, *sorted(found)):
        if code in found:
            return code
    raise UnknownToken(token=token)


_BUILT_IN = {name: code for code in BY_CODE for name in (code, activity_token(code))}
