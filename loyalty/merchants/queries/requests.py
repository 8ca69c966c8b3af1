"""Looking into the request log."""

from uuid import UUID

from django.db.models import Q, QuerySet

from loyalty.merchants.models import RequestLog

LONGEST_SEARCH = 200
OF_APPS = "apps"
# What a caller was told, by the first and the last status that says it.
OUTCOMES = {"done": (200, 399), "refused": (400, 499), "limited": (429, 429), "failed": (500, 599)}


def requests_about(text: str, *, outcome: str = "", caller: str = "") -> "QuerySet[RequestLog]":
    """The merchant's requests whose path or caller holds the text, or whose id it is.

    `outcome` is a name of `OUTCOMES`, `caller` the id of a key or `OF_APPS`; anything else asks for nothing.
    """
    found = RequestLog.objects.select_related("key")
    if outcome in OUTCOMES:
        found = found.filter(status__range=OUTCOMES[outcome])
    if caller == OF_APPS:
        found = found.filter(key=None)
    elif caller.isascii() and caller.isdigit() and len(caller) < 19:
        found = found.filter(key=int(caller))
    return found.filter(_holding(text[:LONGEST_SEARCH].replace("\x00", "").strip()))


def _holding(text: str) -> Q:
    if not text:
        return Q()
    try:
        return Q(request_id=UUID(text))
    except ValueError:
        return Q(path__icontains=text) | Q(caller__icontains=text)
