"""What staff decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps_marketplace.actions.approvals import MOST_LETTERS
from apps_marketplace.models import Approval


class DecisionForm(forms.Form):
    """What becomes of an install, and a sentence for the merchant; without one nothing is asked or declined."""

    words = forms.CharField(
        label=_("A sentence for the merchant"),
        max_length=MOST_LETTERS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed to decline and to ask; they read it on the app’s page and in an e-mail."),
    )
    decision = forms.ChoiceField(choices=[(one, one) for one in ("approve", "decline", "ask")])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if (
            data.get("decision") in ("decline", "ask")
            and not data.get("words")
            and "words" not in self.errors
        ):
            self.add_error("words", _("Write a sentence for the merchant."))
        return data


class InstallPolicyForm(forms.Form):
    """Whether installs of this app by this merchant are looked at; blank: as for everybody."""

    approval = forms.ChoiceField(
        label=_("Installs of this app by this shop"),
        choices=[("", _("As for all shops")), *Approval.choices],
        required=False,
        widget=forms.RadioSelect,
    )


class PolicyForm(forms.Form):
    """For every merchant."""

    approval = forms.ChoiceField(label=_("Approval"), choices=Approval.choices, widget=forms.RadioSelect)
    is_paid_only = forms.BooleanField(label=_("For paid plans only"), required=False)


class ClientForm(forms.Form):
    """The OAuth client of an app that is code, and where it hears of changes."""

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
        help_text=_("The page of the app that leads to our consent. Merchants come here after Install."),
    )
    webhook_url = forms.URLField(
        label=_("Webhook address"),
        required=False,
        assume_scheme="https",
        help_text=_("Is told of changes in every shop that connects the app."),
    )
    is_pkce_exempt = forms.BooleanField(
        label=_("An old client that brings no PKCE"),
        required=False,
        help_text=_(
            "Only for apps written for Smile that cannot be changed. Merchants see it on the app’s page."
        ),
    )

    def clean_redirect_uris(self) -> list[str]:
        """The addresses in their order."""
        return list(self.cleaned_data["redirect_uris"].split())
