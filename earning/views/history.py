"""What a rule said before, who changed it, when it was switched on or off, and how it comes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from earning.actions import RuleTerms, terms_of
from earning.explanation import Difference, differences, sentence_of, words_for
from earning.models import Rule, RuleVersion
from loyalty import flows
from loyalty.audit.models import AuditEvent
from loyalty.errors import Refused
from loyalty.flows.rules import SUBJECT
from loyalty.merchants.models import Merchant
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required

SWITCHES = ("rule.switched_on", "rule.switched_off")


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the history. `number` is the version that it made, if it made one."""

    title: str
    at: datetime
    author: str
    icon: str
    number: int | None = None
    differences: Sequence[Difference] = ()
    said: str = ""
    is_current: bool = False


@require_http_methods(["GET", "POST"])
@team_required(*CHANGERS)
def restore(
    request: MerchantRequest,
    rule_id: int,
    number: int,
) -> HttpResponse:
    """Says what bringing an earlier version back changes, and does it."""
    rule = get_object_or_404(Rule, pk=rule_id)
    earlier = get_object_or_404(rule.versions.select_related("author"), number=number)
    current = rule.versions.get(number=rule.version)
    if request.method == "POST":
        return _bring_back(request, rule, number)
    found = _differences(terms_of(current), terms_of(earlier), request.merchant)
    context = {"rule": rule, "version": current, "earlier": earlier, "differences": found}
    return render(request, "earning/restore.html", context)


def changes_of(rule: Rule, versions: Sequence[RuleVersion], *, merchant: Merchant) -> list[Change]:
    """Versions and switches, newest first; `versions` are all of the rule's, newest first."""
    terms = {version.number: terms_of(version) for version in versions}
    words = words_for(
        [condition for said in terms.values() for condition in said.conditions], currency=merchant.currency
    )
    edits = [
        _change(
            after,
            rule,
            icon="pencil",
            title=_("Version %(number)s") % {"number": after.number},
            differences=differences(terms[before.number], terms[after.number], words=words),
        )
        for after, before in pairwise(versions)
    ]
    first = versions[-1]
    said = sentence_of(terms[first.number], currency=merchant.currency)
    creation = _change(first, rule, icon="plus", title=_("Created"), said=said)
    return sorted([*edits, creation, *_switches(rule)], key=lambda change: change.at, reverse=True)


def _bring_back(request: MerchantRequest, rule: Rule, number: int) -> HttpResponse:
    seen = request.POST.get("seen", "")
    try:
        version = flows.rule_restored(
            rule, number=number, seen=int(seen) if seen.isdecimal() else 0, by=request.user, at=now()
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        texts = {"old": number, "new": version.number}
        messages.success(request, _("Version %(old)s is back, as version %(new)s.") % texts)
    return redirect("earning:rule", rule.pk)


def _differences(before: RuleTerms, after: RuleTerms, merchant: Merchant) -> list[Difference]:
    words = words_for((*before.conditions, *after.conditions), currency=merchant.currency)
    return differences(before, after, words=words)


def _change(
    version: RuleVersion,
    rule: Rule,
    *,
    icon: str,
    title: str,
    differences: Sequence[Difference] = (),
    said: str = "",
) -> Change:
    return Change(
        title=title,
        at=version.created_at,
        author=str(version.author or ""),
        icon=icon,
        number=version.number,
        differences=differences,
        said=said,
        is_current=version.number == rule.version,
    )


def _switches(rule: Rule) -> list[Change]:
    events = AuditEvent.objects.filter(subject=SUBJECT, subject_id=rule.pk, action__in=SWITCHES)
    return [_switch(event) for event in events.select_related("actor").order_by("-id")]


def _switch(event: AuditEvent) -> Change:
    is_on = event.action == SWITCHES[0]
    return Change(
        title=_("Enabled") if is_on else _("Disabled"),
        at=event.at,
        author=str(event.actor or ""),
        icon="circle-play" if is_on else "circle-pause",
    )
