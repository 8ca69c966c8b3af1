"""What a merchant asks of an app that they remove."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _


class PartingForm(forms.Form):
    """Whether the app is to delete what it holds. Yes to begin with: it is a copy, of no use without the app."""

    clear_data = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: Any, app: str, **terms: Any) -> None:
        super().__init__(*args, **terms)
        field = self.fields["clear_data"]
        field.label = _("Ask %(app)s to delete the customer data it holds") % {"app": app}
        field.help_text = _("It read them here. If you install it again, it reads them again.")
