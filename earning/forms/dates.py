"""When a rule counts."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from earning.actions import RuleTerms
from earning.forms.parts import Part
from loyalty.ui.fields import MomentField


class DatesForm(Part):
    """From when, and until when; both may stay open."""

    starts_at = MomentField(label=_("Starts"))
    ends_at = MomentField(label=_("Ends"))

    @property
    def zone(self) -> str:
        """The merchant's, in which the moments are typed."""
        return timezone.get_current_timezone_name()

    @property
    def said(self) -> dict[str, Any]:
        return {name: self._moment(name) for name in self.fields}

    def _moment(self, name: str) -> datetime | None:
        """What was typed, or the saved moment where that is the same minute."""
        typed, saved = self.cleaned_data[name], self.initial.get(name)
        is_same = typed and saved and saved.replace(second=0, microsecond=0) == typed
        return saved if is_same else typed


def dates_of(terms: RuleTerms) -> dict[str, Any]:
    """What the fields show of a rule."""
    return {"starts_at": terms.starts_at, "ends_at": terms.ends_at}
