"""An app without code, as somebody writes it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from apps_marketplace.models import Approval, Category
from apps_marketplace.models.apps import SLUG
from apps_marketplace.snapshots import AppTerms
from loyalty.merchants.scopes import Scope, grouped

MOST_BYTES = 100_000
LONGEST_SLUG = 40
RESERVED = frozenset({"new", "build"})
PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}


class AppForm(forms.Form):
    """`terms` is what it all says, with the activity types that stand in a form of their own."""

    name = forms.CharField(
        label=_("Name"), max_length=60, error_messages={"required": _("Enter a name for the app.")}
    )
    slug = forms.CharField(
        label=_("Short name"),
        max_length=LONGEST_SLUG,
        help_text=_("Stands in addresses and cannot be changed: lower-case letters, digits and hyphens."),
        validators=[RegexValidator(rf"\A{SLUG}\Z", _("Use lower-case letters, digits and hyphens."))],
        error_messages={"required": _("Enter a short name, such as table-talk.")},
    )
    tagline = forms.CharField(
        label=_("Tagline"), max_length=120, required=False, help_text=_("One line for the catalogue.")
    )
    description = forms.CharField(
        label=_("What it does"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    category = forms.ChoiceField(label=_("Category"), choices=Category.choices)
    support = forms.EmailField(label=_("Support address"), required=False)
    logo = forms.FileField(
        label=_("Logo"), required=False, help_text=_("A square PNG, JPEG or WebP of at most 100 kB.")
    )
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
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("As little as it needs: merchants see this list before they agree."),
    )

    def __init__(self, *args: Any, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["slug"]
        groups = grouped(Scope.values)
        choices = [(label, [(scope.value, scope.label) for scope in found]) for label, found in groups]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]  # it is a field of choices

    def clean_slug(self) -> str:
        """Not one that is an address of ours."""
        slug: str = self.cleaned_data["slug"]
        if slug in RESERVED:
            raise forms.ValidationError(_("This short name is taken. Choose another."))
        return slug

    def clean_logo(self) -> tuple[bytes, str] | None:
        """The picture's bytes and kind, read from the bytes themselves; a name proves nothing."""
        given = self.cleaned_data["logo"]
        if not isinstance(given, UploadedFile):
            return None
        data = given.read(MOST_BYTES + 1)
        kind = next((kind for mark, kind in PICTURES.items() if data.startswith(mark)), None)
        if len(data) > MOST_BYTES or kind is None:
            raise forms.ValidationError(_("Choose a PNG, JPEG or WebP of at most 100 kB."))
        return data, kind

    def clean_redirect_uris(self) -> tuple[str, ...]:
        """The addresses in their order."""
        return tuple(self.cleaned_data["redirect_uris"].split())

    def terms(self, activity_types: tuple[Mapping[str, str], ...]) -> AppTerms:
        """What was written, as the actions take it."""
        data = {name: value for name, value in self.cleaned_data.items() if name in AppTerms.__slots__}
        data["scopes"] = tuple(data["scopes"])
        return AppTerms(**data, activity_types=activity_types)


class StaffAppForm(AppForm):
    """What staff settle besides."""

    approval = forms.ChoiceField(
        label=_("Approval"), choices=Approval.choices, widget=forms.RadioSelect, initial=Approval.PRIVILEGED
    )
    is_paid_only = forms.BooleanField(label=_("For paid plans only"), required=False, initial=True)
    is_pkce_exempt = forms.BooleanField(
        label=_("An old client that brings no PKCE"),
        required=False,
        help_text=_(
            "Only for apps written for Smile that cannot be changed. Merchants see it on the app’s page."
        ),
    )
