"""The form for a picture: nobody forgets whose it is and what it shows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.images.forms import BaseImageForm

NEEDED = {
    "description": _("Say what the picture shows: readers who cannot see it hear this instead."),
    "credit": _("Say who made the picture and where it comes from: nothing is printed without a credit."),
}

PRIVATE = _("The original stays in the newsroom. Readers get a new file without place, time or camera in it.")


class PictureForm(BaseImageForm):
    """Credit and description are required; readers who cannot see the picture hear the description."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, missing in NEEDED.items():
            if name in self.fields:
                self.fields[name].required = True
                self.fields[name].error_messages["required"] = missing
        if "file" in self.fields:
            self.fields["file"].help_text = f"{PRIVATE} {self.fields['file'].help_text}"

    class Meta(BaseImageForm.Meta):
        labels = {
            "title": _("Name in the library"),
            "description": _("What the picture shows"),
            "credit": _("Credit"),
            "licence": _("Licence"),
        }
        help_texts = {
            "title": _("For finding it again in the newsroom. Readers never see it."),
            "description": _("For readers who cannot see it: who or what is in it, in one sentence."),
            "credit": _("Who made it and where it comes from. Printed under the picture."),
            "licence": _("On what terms it may be used, if you know."),
            "tags": _("For finding it again in the newsroom."),
        }
        widgets = {
            **BaseImageForm.Meta.widgets,
            "description": AdminAutoHeightTextInput(attrs={"rows": 2}),
            "credit": forms.TextInput(),
        }
