"""The form at the door: name and password, and a code where somebody else keeps the queue full."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

CODE = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})


class DoorForm(LoginForm):
    """The code is asked for only after many wrong passwords."""

    code = forms.CharField(label=_("Code"), required=False, max_length=20, widget=forms.HiddenInput)

    def clean(self) -> Any:
        """Shows the field to whoever has to wait."""
        self.request.given_code = self.cleaned_data.get("code", "")
        try:
            return super().clean()
        except forms.ValidationError as error:
            if error.code == "too_many_login_attempts":
                self.fields["code"].widget = CODE
            raise
