"""Where an app is to be found, and how its OAuth client behaves."""

from django import forms
from django.utils.translation import gettext_lazy as _

WHOLE_ADDRESS = {"invalid": _("Enter a whole address, such as https://example.com/page.")}


class AddressesForm(forms.Form):
    """Where merchants and messages are led to."""

    redirect_uris = forms.CharField(
        label=_("Redirect addresses"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One for each line, each exactly as the app sends it. The first is used if it sends none."
        ),
        error_messages={"required": _("Enter at least one address, such as https://app.example.com/back.")},
    )
    start_url = forms.URLField(
        label=_("Start address"),
        required=False,
        assume_scheme="https",
        error_messages=WHOLE_ADDRESS,
        help_text=_("The page of the app that leads to our consent. Merchants come here after Install."),
    )
    webhook_url = forms.URLField(
        label=_("Webhook address"),
        required=False,
        assume_scheme="https",
        error_messages=WHOLE_ADDRESS,
        help_text=_("Is told of changes in every shop that connects the app."),
    )

    def clean_redirect_uris(self) -> tuple[str, ...]:
        """The addresses in their order."""
        return tuple(self.cleaned_data["redirect_uris"].split())


class ClientForm(AddressesForm):
    """The OAuth client of an app that is code, and where it hears of changes."""

    is_pkce_exempt = forms.BooleanField(
        label=_("An old client that brings no PKCE"),
        required=False,
        help_text=_(
            "Only for apps written for Smile that cannot be changed. Merchants see it on the app’s page."
        ),
    )
