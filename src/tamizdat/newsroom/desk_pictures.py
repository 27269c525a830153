"""The form for a picture: nobody forgets whose it is and what it shows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm


class PictureForm(BaseImageForm):
    """Credit and description are required; readers who cannot see the picture hear the description."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, help_text, missing) in WORDS.items():
            field = self.fields.get(name)
            if field is None:
                continue
            field.label, field.help_text = label, help_text
            if missing:
                field.required = True
                field.error_messages["required"] = missing

    def clean(self) -> dict[str, Any]:
        """Blank space is no credit and no description."""
        values = super().clean() or self.cleaned_data
        for name in ("credit", "description"):
            if name in values and not str(values[name]).strip():
                self.add_error(name, forms.ValidationError(WORDS[name][2]))
        return values


WORDS = {
    "title": (_("Name in the library"), _("For finding it again in the newsroom. Readers never see it."), ""),
    "file": (
        _("File"),
        _("The original stays in the newsroom. Readers get a new file without place, time or camera in it."),
        "",
    ),
    "description": (
        _("What the picture shows"),
        _("For readers who cannot see it: who or what is in it, in one sentence."),
        _("Say what the picture shows: readers who cannot see it hear this instead."),
    ),
    "credit": (
        _("Credit"),
        _("Who made it and where it comes from. Printed under the picture."),
        _("Say who made the picture and where it comes from: nothing is printed without a credit."),
    ),
    "licence": (_("Licence"), _("On what terms it may be used, if you know."), ""),
    "tags": (_("Tags"), _("For finding it again in the newsroom."), ""),
}
