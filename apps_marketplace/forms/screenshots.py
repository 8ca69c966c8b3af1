"""The pictures of an app: a row each."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from apps_marketplace.actions.registrations import MOST_SCREENSHOTS
from apps_marketplace.forms.pictures import PictureField
from apps_marketplace.models.screenshots import LONGEST_ALT
from apps_marketplace.snapshots import ScreenshotTerms


class ScreenshotForm(forms.Form):
    """One row; a blank one says nothing. `kept` is the id of a picture that is there."""

    kept = forms.IntegerField(required=False, widget=forms.HiddenInput)
    image = PictureField(label=_("Picture"), most_kilobytes=500)
    alt = forms.CharField(
        label=_("What is to be seen"),
        max_length=LONGEST_ALT,
        required=False,
        help_text=_("A sentence for those who cannot see it."),
    )
    is_removed = forms.BooleanField(label=_("Remove this picture"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        is_there = data.get("kept") or data.get("image")
        if data.get("is_removed") or "image" in self.errors:
            return data
        if is_there and not data.get("alt") and "alt" not in self.errors:
            self.add_error("alt", _("Say in a sentence what is to be seen."))
        if data.get("alt") and not is_there:
            self.add_error("image", _("Choose a picture."))
        return data


class Screenshots(forms.BaseFormSet):  # type: ignore[type-arg]  # at run time it takes no parameters
    """All rows. `told` are those that say something."""

    @property
    def told(self) -> tuple[ScreenshotTerms, ...]:
        rows = [form.cleaned_data for form in self.forms if form.is_valid()]
        return tuple(
            ScreenshotTerms(alt=row["alt"], kept=row["kept"], picture=row["image"])
            for row in rows
            if row.get("alt") and not row["is_removed"]
        )


ScreenshotsForm = cast(
    "type[Screenshots]",
    forms.formset_factory(
        ScreenshotForm, formset=Screenshots, extra=1, max_num=MOST_SCREENSHOTS, validate_max=True
    ),
)
