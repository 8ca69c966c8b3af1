"""The activity types that an app may send: a row each."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps_marketplace.models.apps import SLUG

UNITS = (
    ("order", pgettext_lazy("activity type", "Once for each order")),
    ("product", pgettext_lazy("activity type", "Once for each product")),
    ("review", pgettext_lazy("activity type", "Once for each id that it sends")),
)
MOST_TYPES = 10
MISSING = {"key": _("Enter a key, such as photo."), "name": _("Enter a name for merchants.")}


class ActivityTypeForm(forms.Form):
    """One row; a blank one says nothing."""

    key = forms.CharField(
        label=_("Key"),
        max_length=30,
        required=False,
        help_text=_("What the app sends, such as “photo”."),
        validators=[RegexValidator(rf"\A{SLUG}\Z", _("Use lower-case letters, digits and hyphens."))],
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        required=False,
        help_text=_("For merchants, such as “Add a photo to a review”."),
    )
    before = forms.CharField(
        label=_("Before"),
        max_length=120,
        required=False,
        help_text=_("Invites customers, such as “Add a photo to your review”."),
    )
    after = forms.CharField(
        label=_("After"),
        max_length=120,
        required=False,
        help_text=_("Says what they did, such as “You added a photo”."),
    )
    unit = forms.ChoiceField(label=pgettext_lazy("activity type", "Counted"), choices=UNITS, initial="review")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        written = [name for name in ("key", "name", "before", "after") if data.get(name)]
        for name, missing in MISSING.items():
            if written and not data.get(name) and name not in self.errors:
                self.add_error(name, missing)
        return data


class ActivityTypes(forms.BaseFormSet):  # type: ignore[type-arg]  # at run time it takes no parameters
    """All rows. `told` are those that say something; no two may have one key."""

    def clean(self) -> None:
        keys = [row["key"] for row in self.told]
        if len(keys) != len(set(keys)):
            raise forms.ValidationError(_("Two activity types have the same key."))

    @property
    def told(self) -> tuple[Mapping[str, str], ...]:
        rows = [form.cleaned_data for form in self.forms if form.is_valid() and form.cleaned_data.get("key")]
        return tuple(
            {**row, "before": row["before"] or row["name"], "after": row["after"] or row["name"]}
            for row in rows
        )


ActivityTypesForm = cast(
    "type[ActivityTypes]",
    forms.formset_factory(
        ActivityTypeForm, formset=ActivityTypes, extra=2, max_num=MOST_TYPES, validate_max=True
    ),
)
