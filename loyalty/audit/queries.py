"""Reading who changed what."""

from django.db.models import Q, QuerySet

from loyalty.audit.models import AuditEvent

LONGEST_SEARCH = 100


def events_about(text: str, *, subject: str = "", actor: str = "") -> "QuerySet[AuditEvent]":
    """The merchant's events whose action, person, program, address or door holds the text, or that are about its id."""
    events: QuerySet[AuditEvent] = AuditEvent.objects.select_related("actor")
    asked = text[:LONGEST_SEARCH].replace("\x00", "").strip()
    if subject:
        events = events.filter(subject=subject)
    if actor.isascii() and actor.isdigit() and len(actor) < 19:
        events = events.filter(actor=int(actor))
    if not asked:
        return events
    found = (
        Q(action__icontains=asked)
        | Q(actor__name__icontains=asked)
        | Q(actor__email__icontains=asked)
        | Q(door__icontains=asked)
        | Q(caller__icontains=asked)
        | Q(address__startswith=asked)
    )
    if asked.isascii() and asked.isdigit() and len(asked) < 19:
        found |= Q(subject_id=int(asked))
    return events.filter(found)


def last_event(action: str, *, subject: str, subject_id: int) -> AuditEvent | None:
    """The newest of the merchant's events that did this to it."""
    events = AuditEvent.objects.select_related("actor").filter(subject=subject, subject_id=subject_id)
    return events.filter(action=action).order_by("-pk").first()
