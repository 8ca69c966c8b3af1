"""What staff decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

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

    def __init__(self, *args: Any, on_free_plan: int = 0, **terms: Any) -> None:
        super().__init__(*args, **terms)
        if on_free_plan:
            told = ngettext(
                "One shop on the free plan uses it: it is paused there as long as this is ticked.",
                "%(count)d shops on the free plan use it: it is paused there as long as this is ticked.",
                on_free_plan,
            )
            self.fields["is_paid_only"].help_text = told % {"count": on_free_plan}
