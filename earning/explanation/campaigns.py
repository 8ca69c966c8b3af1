"""Campaigns in words."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

from django.utils.translation import gettext as _

from earning.explanation.sentences import points_text, shown


class Terms(Protocol):
    """What a campaign gives, be it saved or still being typed."""

    @property
    def multiplier(self) -> Decimal: ...
    @property
    def extra_points(self) -> int: ...


def sentence_of_campaign(terms: Terms) -> str:
    """`2 times the points`, `50 points more for each order`, or both."""
    times = _("%(times)s times the points") % {"times": shown(Fraction(terms.multiplier))}
    extra = _("%(points)s more for each order") % {"points": points_text(terms.extra_points)}
    if not terms.extra_points:
        return times
    if terms.multiplier == 1:
        return extra
    return _("%(times)s and %(extra)s") % {"times": times, "extra": extra}


def remarks_on_campaigns(account: Mapping[str, Any], names: Mapping[int, str]) -> Iterator[str]:
    """What campaigns did to a rule, from the account that was kept of it."""
    _tier, tier_times = account.get("tier", ("", "1"))
    times = Fraction(account.get("times", 1)) / Fraction(tier_times)
    if times != 1:
        texts = {"names": _quoted(names[one] for one in account["campaigns"]), "times": shown(times)}
        yield _("%(names)s made it %(times)s times as much.") % texts
    for campaign_id, points in account.get("extra", ()):
        yield _("%(names)s added %(points)s to the order.") % {
            "names": _quoted([names[campaign_id]]),
            "points": points_text(points),
        }
    for campaign_id, wanted, given in account.get("budgets", ()):
        yield _budget(campaign_id, wanted, given, names)


def _budget(campaign_id: int, wanted: int, given: int, names: Mapping[int, str]) -> str:
    texts = {
        "names": _quoted([names[campaign_id]]),
        "wanted": points_text(wanted),
        "given": points_text(given),
    }
    if not given:
        return _("The budget of %(names)s was used up, so it added nothing instead of %(wanted)s.") % texts
    return (
        _("The budget of %(names)s had only %(given)s left, so it added those instead of %(wanted)s.") % texts
    )


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(_("“%(name)s”") % {"name": name} for name in names)
