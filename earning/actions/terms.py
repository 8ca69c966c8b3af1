"""What a rule can say."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from earning.catalogue import BY_CODE
from earning.catalogue.icons import ICONS
from earning.conditions import Condition, ConditionDoesNotFit, conditions_from, is_limitable
from earning.models import Period, RuleVersion, ValueType
from loyalty.errors import Refused

MOST_POINTS = 10**9
MOST_TIMES = 10**6
LONGEST_DAYS = 3660
LONGEST_TITLE = 100
LONGEST_TEXT = 300
LONGEST_LINK = 500
LINKS = ("https://", "http://")


class RuleGivesNothing(Refused):
    code = "invalid_points"
    message = _("A rule gives at least 1 point and at most 1,000,000,000.")

    def __init__(self) -> None:
        super().__init__(field="points")


class RuleNeedsAmount(Refused):
    code = "invalid_amount"
    message = _("Say for which amount the points are given: it must be above zero.")

    def __init__(self) -> None:
        super().__init__(field="amount_cents")


class ActionHasNoAmount(Refused):
    code = "no_amount"
    message = _("Nothing is spent here, so a rule about it gives a fixed number of points.")

    def __init__(self) -> None:
        super().__init__(field="value_type")


class RuleNeedsLink(Refused):
    code = "link_needed"
    message = _("Enter the page that customers visit for this, such as https://example.com/page.")

    def __init__(self) -> None:
        super().__init__(field="link")


class RuleEndsBeforeItStarts(Refused):
    code = "invalid_dates"
    message = _("The rule would end before it starts.")

    def __init__(self) -> None:
        super().__init__(field="ends_at")


class InvalidLimit(Refused):
    code = "invalid_limit"
    message = _("Say how many times, from 1 to 1,000,000, and in which period.")


class InvalidCap(Refused):
    code = "invalid_cap"
    message = _("Say how many points, at least what the rule gives once, and in which period.")


class OnceAnyway(Refused):
    code = "once_anyway"
    message = _("This counts once for each customer, or once a year, as it is: it takes no limit.")


class UnknownIcon(Refused):
    code = "unknown_icon"
    message = _("Choose one of the icons.")

    def __init__(self) -> None:
        super().__init__(field="icon")


class InvalidText(Refused):
    code = "invalid_text"
    message = _("Titles have at most 100 characters and texts 300; a link begins with https://.")

    def __init__(self) -> None:
        super().__init__(field="texts")


@dataclass(frozen=True, slots=True)
class CustomerText:
    """What customers read of a rule in one language. What is blank is left to the rule's name and value."""

    title: str = ""
    text: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class RuleTerms:
    """What a rule says. `amount_cents` is in the merchant's minor unit, and only for points per amount.

    It counts for what happens from `starts_at` until before `ends_at`, where all `conditions` are met, for one
    customer `limit_count` times and up to `cap_points` in their periods; `limit_days` is for a rolling one. `texts` are
    what customers read, by language; without an `icon` it is the action's.
    """

    name: str
    value_type: ValueType
    points: int
    amount_cents: int | None = None
    has_whole_units: bool = False
    conditions: tuple[Condition, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    limit_count: int | None = None
    limit_period: str = ""
    limit_days: int | None = None
    cap_points: int | None = None
    cap_period: str = ""
    icon: str = ""
    texts: Mapping[str, CustomerText] = field(default_factory=dict)


def check_terms(terms: RuleTerms, *, action: str) -> None:
    """Refuses terms that make no sense, naming the `field`."""
    if not 1 <= terms.points <= MOST_POINTS:
        raise RuleGivesNothing
    if terms.value_type == ValueType.PER_AMOUNT and not (terms.amount_cents and terms.amount_cents > 0):
        raise RuleNeedsAmount
    if terms.starts_at and terms.ends_at and terms.ends_at <= terms.starts_at:
        raise RuleEndsBeforeItStarts
    for condition in terms.conditions:
        condition.check()
        if not condition.fits(action):
            raise ConditionDoesNotFit(field=condition.code, label=str(condition.label))
    _check_action(terms, action)
    if not is_limitable(action):
        _check_unlimited(terms)
    _check_limit(terms)
    _check_cap(terms)
    _check_looks(terms)


def _check_action(terms: RuleTerms, action: str) -> None:
    """What an action does not know of itself it takes like those that apps and merchants bring: nothing is spent."""
    known = BY_CODE.get(action)
    if terms.value_type == ValueType.PER_AMOUNT and not (known and known.is_per_amount):
        raise ActionHasNoAmount
    if known and known.needs_link and not any(text.link for text in terms.texts.values()):
        raise RuleNeedsLink


def _check_unlimited(terms: RuleTerms) -> None:
    if terms.limit_count is not None:
        raise OnceAnyway(field="limit_count")
    if terms.cap_points is not None:
        raise OnceAnyway(field="cap_points")


def _check_limit(terms: RuleTerms) -> None:
    if terms.limit_count is None:
        return
    if not 1 <= terms.limit_count <= MOST_TIMES:
        raise InvalidLimit(field="limit_count")
    if terms.limit_period not in Period.values:
        raise InvalidLimit(field="limit_period")
    if terms.limit_period == Period.ROLLING and not 1 <= (terms.limit_days or 0) <= LONGEST_DAYS:
        raise InvalidLimit(field="limit_days")


def _check_cap(terms: RuleTerms) -> None:
    if terms.cap_points is None:
        return
    least = terms.points if terms.value_type == ValueType.FIXED else 1
    if not least <= terms.cap_points <= MOST_POINTS:
        raise InvalidCap(field="cap_points")
    if terms.cap_period not in Period.values or terms.cap_period == Period.ROLLING:
        raise InvalidCap(field="cap_period")


def _check_looks(terms: RuleTerms) -> None:
    if terms.icon and terms.icon not in ICONS:
        raise UnknownIcon
    if not terms.texts.keys() <= dict(settings.LANGUAGES).keys():
        raise InvalidText
    if not all(map(_is_readable, terms.texts.values())):
        raise InvalidText


def _is_readable(said: CustomerText) -> bool:
    has_link = not said.link or said.link.startswith(LINKS)
    lengths = ((said.title, LONGEST_TITLE), (said.text, LONGEST_TEXT), (said.link, LONGEST_LINK))
    return has_link and all(len(text) <= longest for text, longest in lengths)


def texts_as_json(texts: Mapping[str, CustomerText]) -> dict[str, Any]:
    """What a version keeps: the languages in which something is said."""
    return {language: asdict(said) for language, said in texts.items() if said != CustomerText()}


def terms_of(version: RuleVersion) -> RuleTerms:
    """What a version says."""
    return RuleTerms(
        name=version.name,
        value_type=ValueType(version.value_type),
        points=version.points,
        amount_cents=version.amount_cents,
        has_whole_units=version.has_whole_units,
        conditions=conditions_from(version.conditions),
        starts_at=version.starts_at,
        ends_at=version.ends_at,
        limit_count=version.limit_count,
        limit_period=version.limit_period,
        limit_days=version.limit_days,
        cap_points=version.cap_points,
        cap_period=version.cap_period,
        icon=version.icon,
        texts={language: CustomerText(**said) for language, said in version.texts.items()},
    )
