"""What differs between two versions of a rule, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from earning.actions import CustomerText, RuleTerms
from earning.catalogue.icons import ICONS
from earning.conditions import Words
from earning.explanation.limits import dates_text, limits_of
from earning.explanation.sentences import sentence_of


@dataclass(frozen=True, slots=True)
class Difference:
    """What it was and what it became; nothing is a blank."""

    label: str
    before: str
    after: str


def differences(before: RuleTerms, after: RuleTerms, *, words: Words) -> list[Difference]:
    """Everything that two sets of terms say differently."""
    told = zip(_told(before, words), _told(after, words), strict=True)
    changed = [Difference(label, old, new) for (label, old), (_label, new) in told if old != new]
    return [*changed, *_conditions(before, after, words)]


def _told(terms: RuleTerms, words: Words) -> Iterator[tuple[str, str]]:
    yield _("Name"), terms.name
    yield _("Earning value"), sentence_of(terms, currency=words.currency)
    yield _("Earning limit"), " · ".join(limits_of(terms))
    yield _("Dates"), dates_text(terms)
    yield _("Icon"), str(ICONS.get(terms.icon, ""))
    for code, language in settings.LANGUAGES:
        said = terms.texts.get(code, CustomerText())
        label = _("Customers see in %(language)s") % {"language": language}
        yield label, " · ".join(filter(None, (said.title, said.text, said.link)))


def _conditions(before: RuleTerms, after: RuleTerms, words: Words) -> Iterator[Difference]:
    gone = [one.sentence(words) for one in before.conditions if one not in after.conditions]
    new = [one.sentence(words) for one in after.conditions if one not in before.conditions]
    yield from (Difference(_("Condition removed"), sentence, "") for sentence in gone)
    yield from (Difference(_("Condition added"), "", sentence) for sentence in new)
