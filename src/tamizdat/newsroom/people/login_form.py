"""The form at the door: name and password, and two codes where somebody else keeps the queue full."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

CODE = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"})


class DoorForm(LoginForm):
    """The codes are asked for only after many wrong passwords."""

    code = forms.CharField(
        label=_("Two codes, one and then the next"), required=False, max_length=40, widget=forms.HiddenInput
    )

    def clean(self) -> Any:
        """Shows the field to whoever has to wait."""
        self.request.given_codes = self.cleaned_data.get("code", "")
        try:
            return super().clean()
        except forms.ValidationError as error:
            if error.code == "too_many_login_attempts":
                self.fields["code"].widget = CODE
            raise
