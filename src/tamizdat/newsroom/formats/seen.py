"""Forms of what several people change at once: nobody writes over words that he was not shown."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _


class SeenForm(forms.ModelForm):
    """It carries a digest of what was shown; when something else stands there by now, both are kept and shown."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"id": False}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.untouched = False
        """Nothing was typed here, while somebody else typed something."""
        self.theirs: list[tuple[str, str]] = []
        """What stands there now, where it is not what was shown: label and words."""
        self._there = {name: self._plain(value) for name, value in model_to_dict(self.instance, self._words).items()}
        if self.instance.pk is None:
            del self.fields["seen"]
        self.initial["seen"] = _digest(self._there)

    @property
    def _words(self) -> list[str]:
        return [name for name in self.fields if name != "seen"]

    def _plain(self, value: Any) -> Any:
        """As the database and the browser both write it."""
        value = getattr(value, "pk", value)
        return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value or ""

    def clean(self) -> dict[str, Any]:
        """Whoever typed nothing changes nothing; whoever typed something else reads the other's words first."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        shown, there = values.get("seen"), self.initial["seen"]
        mine = _digest({name: self._plain(values.get(name)) for name in self._words})
        if not shown or shown == there or mine == there:
            return values
        if mine == shown:
            self.untouched = True
            return values | {name: getattr(self.instance, name) for name in self._words}
        self._show_theirs()
        words = _("Somebody else changed this meanwhile. Nothing is saved: bring both together here, and press again.")
        raise forms.ValidationError(words)

    def _show_theirs(self) -> None:
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = self.initial["seen"]
        self.theirs = [(str(self.fields[name].label), self._told(name)) for name in self._words if self._there[name]]

    def _told(self, name: str) -> str:
        value = getattr(self.instance, name)
        return _("yes") if value is True else str(value)


def _digest(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(sorted(values.items()), ensure_ascii=False).encode()).hexdigest()
