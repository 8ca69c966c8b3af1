"""An app without code, as somebody writes it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps_marketplace.forms.clients import AddressesForm, ClientForm
from apps_marketplace.forms.pictures import PictureField
from apps_marketplace.models import Approval, Category
from apps_marketplace.models.apps import LONGEST_SLUG, SLUG
from apps_marketplace.snapshots import AppTerms, ScreenshotTerms
from loyalty.merchants.scopes import Scope, grouped

RESERVED = frozenset({"new", "build"})


class AppForm(AddressesForm):
    """`terms` is what it all says, with the activity types and screenshots that stand in forms of their own."""

    field_order = ("name", "slug", "tagline", "description", "category", "support", "logo")

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
        label=pgettext_lazy("app", "What it does"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    category = forms.ChoiceField(label=_("Category"), choices=Category.choices)
    support = forms.EmailField(
        label=_("Support address"),
        required=False,
        error_messages={"invalid": _("Enter an e-mail address such as ada@example.com.")},
    )
    logo = PictureField(
        label=_("Logo"),
        most_kilobytes=100,
        help_text=_("A square PNG, JPEG or WebP of at most 100 kB."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("As little as it needs: merchants see this list before they agree."),
    )

    clears_on_removal = forms.BooleanField(
        label=_("It deletes the customer data it holds when a shop that removes it asks for that"),
        required=False,
        help_text=_("Then the shop is asked, and the app is told in its last webhook: “clear_data” is true."),
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

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("clears_on_removal") and not data.get("webhook_url") and "webhook_url" not in self.errors:
            self.add_error("webhook_url", _("Enter the address at which the app is told to delete it."))
        return data

    def terms(
        self, activity_types: tuple[Mapping[str, str], ...], screenshots: tuple[ScreenshotTerms, ...]
    ) -> AppTerms:
        """What was written, as the actions take it."""
        data = {name: value for name, value in self.cleaned_data.items() if name in AppTerms.__slots__}
        data["scopes"] = tuple(data["scopes"])
        return AppTerms(**data, activity_types=activity_types, screenshots=screenshots)


class StaffAppForm(AppForm, ClientForm):
    """What staff settle besides."""

    approval = forms.ChoiceField(
        label=_("Approval"), choices=Approval.choices, widget=forms.RadioSelect, initial=Approval.PRIVILEGED
    )
    is_paid_only = forms.BooleanField(label=_("For paid plans only"), required=False, initial=True)
