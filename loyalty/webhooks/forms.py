"""What a person says of a webhook."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.errors import Refused
from loyalty.webhooks.actions import InvalidAddress, NoTopics, refuse_address
from loyalty.webhooks.models import GROUPS, Endpoint

CHOICES = [(label, [(topic.value, topic.label) for topic in topics]) for label, topics in GROUPS]


class EndpointForm(forms.Form):
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        help_text=_("Where your program listens. It must begin with https://."),
        error_messages={"required": InvalidAddress.message},
        widget=forms.URLInput(
            attrs={"placeholder": "https://shop.example.com/webhooks", "autocomplete": "off"}
        ),
    )
    description = forms.CharField(
        label=_("Description"),
        max_length=100,
        required=False,
        help_text=_("What listens there, such as “Newsletter tool”. Only your team sees it."),
    )
    topics = forms.MultipleChoiceField(
        label=_("What it is told of"),
        choices=CHOICES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NoTopics.message},
    )

    def clean_url(self) -> str:
        """The address, if one can see nothing wrong with it."""
        url: str = self.cleaned_data["url"]
        try:
            refuse_address(url)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return url


def shown(endpoint: Endpoint) -> dict[str, Any]:
    """What the form begins with."""
    return {"url": endpoint.url, "description": endpoint.description, "topics": endpoint.topics}
