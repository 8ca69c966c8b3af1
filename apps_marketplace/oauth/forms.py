"""Which shop the consent is for."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps_marketplace.oauth.queries import Choice


class ConsentForm(forms.Form):
    """Only shops that nothing stands in the way of can be chosen. `cleaned_data["choice"]` is the one."""

    merchant = forms.TypedChoiceField(
        coerce=int,
        widget=forms.RadioSelect,
        label=_("Shop"),
        error_messages={
            "required": _("Choose the shop that the app is for."),
            "invalid_choice": _("Choose one of the shops below."),
        },
    )

    def __init__(self, *args: Any, choices: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._open = {choice.merchant.pk: choice for choice in choices if choice.is_open}
        self.fields["merchant"].choices = [(pk, choice.merchant.name) for pk, choice in self._open.items()]  # type: ignore[attr-defined]  # a field of choices

    def clean_merchant(self) -> int:
        merchant_id: int = self.cleaned_data["merchant"]
        self.cleaned_data["choice"] = self._open[merchant_id]
        return merchant_id
