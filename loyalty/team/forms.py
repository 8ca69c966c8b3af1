"""Signing up."""

from typing import Any

from allauth.account.forms import SignupForm as AccountSignupForm
from django import forms
from django.http import HttpRequest
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from loyalty import flows
from loyalty.team.models import User


class SignupForm(AccountSignupForm):  # type: ignore[misc]  # allauth has no types
    """An account and its first merchant in one step."""

    shop_name = forms.CharField(label=_("Shop name"), max_length=100)
    field_order = ("shop_name", "email", "password1")

    def save(self, request: HttpRequest) -> User:
        user: User = super().save(request)
        flows.merchant_signed_up(
            user, name=self.cleaned_data["shop_name"], language=get_language() or "en", at=now()
        )
        return user

    def clean_shop_name(self) -> Any:
        return " ".join(self.cleaned_data["shop_name"].split())
