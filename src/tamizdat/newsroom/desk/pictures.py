"""The form for a picture: nobody forgets whose it is, what it shows, and who in it must not be seen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from tamizdat.newsroom.covered import FILL, read_regions
from tamizdat.newsroom.picture_notes import Notes, read_notes
from tamizdat.newsroom.pictures import PictureError, check_pixels
from tamizdat.newsroom.polyglots import HEAD, is_drawing

NEEDED = {
    "description": _("Say what the picture shows: readers who cannot see it hear this instead."),
    "credit": _("Say who made the picture and where it comes from: nothing is printed without a credit."),
}
PRIVATE = _("The original stays in the newsroom. Readers get a new file without place, time or camera in it.")
SAME_KIND = {"tif": "tiff", "mpo": "jpeg", "jpg": "jpeg"}


class PictureFile(WagtailImageField):
    """The file itself: refused in words that say what to do."""

    def to_python(self, data: Any) -> Any:
        """What is no picture, too large a one, or more than a picture is told apart before anything is decoded."""
        if data is None or data in self.empty_values:
            return super().to_python(data)
        content = data.read()
        data.seek(0)
        if self.max_upload_size is None or len(content) <= self.max_upload_size:
            try:
                check_pixels(content)
            except PictureError as error:
                raise ValidationError(str(error), code="invalid_image") from None
        return super().to_python(data)

    def run_validators(self, value: Any) -> None:
        """An SVG is called by its name, whatever its ending."""
        if value not in self.empty_values and is_drawing(_beginning(value)):
            return
        super().run_validators(value)

    def check_image_file_format(self, f: Any) -> None:
        """Cameras name one kind of file in several ways."""
        name = f.name
        stem, dot, ending = name.rpartition(".")
        f.name = f"{stem}{dot}{SAME_KIND.get(ending.lower(), ending)}"
        try:
            super().check_image_file_format(f)
        finally:
            f.name = name


def _beginning(file: Any) -> bytes:
    file.seek(0)
    data: bytes = file.read(HEAD)
    file.seek(0)
    return data


class PictureForm(BaseImageForm):
    """Credit and description are required; readers who cannot see the picture hear the description."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, missing in NEEDED.items():
            if name in self.fields:
                self.fields[name].required = True
                self.fields[name].error_messages["required"] = missing
        if "cover_how" in self.fields:
            self.fields["cover_how"].required = False
        if "file" in self.fields:
            self._prepare_file()
        if "looked" in self.fields and self.instance.pk:
            self.fields["looked"].help_text = self._as_readers_see_it()

    def _prepare_file(self) -> None:
        old = self.fields["file"]
        new = PictureFile(label=old.label, required=old.required, widget=old.widget)
        new.widget.attrs["data-desk-notes"] = reverse_lazy("desk_picture_notes")
        new.help_text = f"{PRIVATE} {new.help_text}"
        self.fields["file"] = new

    def _as_readers_see_it(self) -> str:
        """A link to the large file that readers would get, as it is drawn now."""
        large = next((one for one in self.instance.renditions_public if one["use"] == "large"), None)
        if large is None:
            return str(self.fields["looked"].help_text)
        name = f"pictures/{large['digest']}.{large['extension']}"
        words, address = now_in("What readers get"), reverse("desk_preview_file", args=[name])
        return format_html('{} <a href="{}" target="_blank">{}</a>', self.fields["looked"].help_text, address, words)

    def clean_covered(self) -> str:
        """Rectangles in percent, or a word about the line that is none."""
        text: str = self.cleaned_data.get("covered") or ""
        try:
            read_regions(text)
        except ValueError as error:
            words = now_in("“%(line)s” is no rectangle. Write four numbers from 0 to 100: left, top, width, height.")
            raise ValidationError(words % {"line": error}) from None
        return text

    def clean_cover_how(self) -> str:
        """Grey, where nothing else is chosen."""
        return self.cleaned_data.get("cover_how") or FILL

    def clean(self) -> dict[str, Any] | None:
        """Where words are missing, what the file itself says of them is told: it may be right, and it may betray."""
        cleaned = super().clean()
        missing = [name for name in NEEDED if name in self.errors]
        file = (self.files.get(self.add_prefix("file")) if self.files else None) or self.instance.file
        if file and missing:
            file.seek(0)
            self._suggest(read_notes(file.read()), missing)
            file.seek(0)
        return cleaned

    def _suggest(self, notes: Notes, missing: list[str]) -> None:
        for name, words in (("credit", notes.credit), ("description", notes.caption)):
            if words and name in missing:
                told = now_in("The file says: “%(words)s”. Take it over only if it may be public and endangers nobody.")
                self.add_error(name, told % {"words": words})

    class Media:
        js = ["desk/pictures.js"]

    class Meta(BaseImageForm.Meta):
        labels = {
            "title": _("Name in the library"),
            "description": _("What the picture shows"),
            "credit": _("Credit"),
            "licence": _("Licence"),
            "protect": _("Somebody in it must not be recognised"),
            "covered": _("Covered parts"),
            "cover_how": _("Covered with"),
            "looked": _("I looked: nobody can be recognised"),
        }
        help_texts = {
            "title": _("For finding it again in the newsroom. Readers never see it."),
            "description": _("For readers who cannot see it: who or what is in it, in one sentence."),
            "credit": _(
                "Who made it and where it comes from. Printed under the picture. A name may endanger its owner."
            ),
            "licence": _("On what terms it may be used, if you know."),
            "tags": _("For finding it again in the newsroom."),
            "protect": _("Until the last box below is ticked, no reader gets this picture, wherever it is used."),
            "covered": _(
                "One rectangle a line, in percent of the picture: left, top, width, height. Or draw them on the "
                "picture when it is saved. What is beneath is gone from every file that readers get."
            ),
            "cover_how": _("Grey is safest: a mosaic shows colours, and a guess may begin with them."),
            "looked": _("Look at the picture as readers get it: clothes, tattoos, rooms and mirrors tell as well."),
        }
        widgets = {
            **BaseImageForm.Meta.widgets,
            "description": AdminAutoHeightTextInput(attrs={"rows": 2}),
            "credit": forms.TextInput(),
            "covered": AdminAutoHeightTextInput(attrs={"rows": 2, "data-desk-covered": "", "dir": "ltr"}),
        }
