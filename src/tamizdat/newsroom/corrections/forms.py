"""The forms of the verbs. They ask for what readers will read, and for nothing else."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from tamizdat.newsroom.corrections.records import Change
from tamizdat.newsroom.corrections.seen import NO_SPACES
from tamizdat.newsroom.corrections.swap import Swap, find_in_article
from tamizdat.newsroom.models import ArticlePage, Byline

LONGEST_NOTE = 1_500
SHOWN = 12
MARKUP = "<>&"
TOO_SHORT = gettext_noop("“%(line)s”: a name has three letters or more; in scripts like Chinese, Korean or Thai, two.")
NOT_THERE = gettext_noop(
    "These words do not stand in the article. Copy them from it, whole words of one paragraph; addresses of links are "
    "changed in the article itself."
)
SEVERAL = gettext_noop(
    "These words stand in %(count)s places: %(places)s. Send the form once more to change all of them, or copy more of "
    "the words around the place that you mean."
)


def no_markup(words: str) -> str:
    """Plain words: they may end up in HTML and outside it."""
    if any(sign in words for sign in MARKUP):
        raise forms.ValidationError(_("Leave out the signs < > and &."))
    return words


def _is_short(name: str) -> bool:
    return len(name) < (2 if NO_SPACES.match(name) else 3)


class ChangeForm(forms.Form):
    """What both verbs ask when a draft waits."""

    with_draft = forms.BooleanField(
        label=_("Publish the changes that wait as a draft"),
        required=False,
        help_text=_("The article has changes that are not published yet. Without this they go on waiting."),
    )

    def __init__(self, page: ArticlePage, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        if not page.has_unpublished_changes:
            del self.fields["with_draft"]


class CorrectForm(ChangeForm):
    """What was wrong, what is right."""

    note = forms.CharField(
        label=_("What readers are told"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Say what was wrong and what is right. It is public, stays for good and cannot be changed."),
    )
    wrong = forms.CharField(
        label=_("Words in the article that are wrong"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Exactly as they stand there. Leave both empty when the text stays as it is."),
    )
    right = forms.CharField(
        label=_("Words that take their place"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    """Which words, in how many places, the editor was shown before."""
    field_order = ["wrong", "right", "note", "with_draft"]

    def clean_right(self) -> str:
        """They may stand in a headline and in a text."""
        return no_markup(self.cleaned_data["right"].strip())

    def clean(self) -> dict[str, Any]:
        """The wrong words have to be there, and something has to change; several places are shown first."""
        values: dict[str, Any] = super().clean() or {}
        wrong = values.get("wrong", "").strip()
        if wrong and "right" in values:
            self._check_places(values, wrong)
        if not wrong and values.get("right"):
            self.add_error("wrong", _("Which words do they replace?"))
        return values

    def _check_places(self, values: dict[str, Any], wrong: str) -> None:
        if wrong == values["right"]:
            return self.add_error("right", _("These are the same words: nothing would change."))
        found = list(find_in_article(self.base(values), Swap(((wrong, values["right"]),))))
        if not found:
            return self.add_error("wrong", _(NOT_THERE))
        shown = f"{len(found)} {wrong}"
        if len(found) > 1 and values.get("shown") != shown:
            self.data = {**self.data.dict(), "shown": shown}
            places = " · ".join(f"“{one}”" for one in found[:SHOWN])
            self.add_error("wrong", _(SEVERAL) % {"count": len(found), "places": places})
        return None

    def base(self, values: dict[str, Any]) -> ArticlePage:
        """What is going to be published."""
        return self.page.get_latest_revision_as_object() if values.get("with_draft") else self.page  # type: ignore[no-any-return]

    def swap(self) -> Swap | None:
        """The words to change, if any."""
        wrong = self.cleaned_data["wrong"].strip()
        return Swap(((wrong, self.cleaned_data["right"]),)) if wrong else None


class UpdateForm(ChangeForm):
    """What happened since."""

    text = forms.CharField(
        label=_("What is new"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("A paragraph or several. For more than that, edit the article and publish the draft here."),
    )
    above = forms.ChoiceField(
        label=_("Where"), choices=[("1", _("Above the text")), ("", _("Below the text"))], required=False
    )

    def clean(self) -> dict[str, Any]:
        """Something has to be new."""
        values: dict[str, Any] = super().clean() or {}
        if not (values.get("text") or "").strip() and not values.get("with_draft"):
            self.add_error("text", _("Write what is new, or publish a draft."))
        return values


class WithdrawForm(forms.Form):
    """Why, for the desk alone."""

    reason = forms.ChoiceField(
        label=_("Why"),
        choices=Change.REASONS,
        widget=forms.RadioSelect,
        help_text=_("For this desk alone. Readers are told that it was withdrawn, and never why."),
    )
    translations = forms.BooleanField(label=_("Withdraw its translations too"), required=False, initial=True)

    def __init__(self, has_translations: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_translations:
            del self.fields["translations"]


class HideForm(forms.Form):
    """Whom to hide, and behind which name."""

    byline = forms.ModelChoiceField(
        Byline.objects.order_by("name"),
        label=_("Byline"),
        required=False,
        help_text=_("If the person signs articles. The byline gets the other name, a new page and a new address."),
    )
    names = forms.CharField(
        label=_("The name, in every form"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One form a line, also inflected ones and the family name alone. Where a form needs another one "
                    "in its place, write: Petrovu = Serovu"),
    )  # fmt: skip
    pseudonym = forms.CharField(label=_("The name that takes its place"), max_length=200)

    def clean_pseudonym(self) -> str:
        """Printed everywhere."""
        return no_markup(" ".join(self.cleaned_data["pseudonym"].split()))

    def clean_names(self) -> str:
        """Forms too short would hit other words."""
        for line in self.cleaned_data["names"].splitlines():
            old, _sign, new = line.partition("=")
            no_markup(line)
            if line.strip() and (_is_short(old.strip()) or (_sign and not new.strip())):
                raise forms.ValidationError(_(TOO_SHORT) % {"line": line})
        return str(self.cleaned_data["names"])

    def clean(self) -> dict[str, Any]:
        """Somebody has to be named."""
        values: dict[str, Any] = super().clean() or {}
        if not values.get("byline") and not values.get("names", "").strip():
            raise forms.ValidationError(_("Choose a byline, or write a name."))
        return values

    def swap(self) -> Swap:
        """All forms of the name; that of the byline among them."""
        pseudonym, words = self.cleaned_data["pseudonym"], {}
        if self.cleaned_data["byline"]:
            byline = self.cleaned_data["byline"]
            words.update({one.name: pseudonym for one in (byline, *byline.get_translations())})
        for line in self.cleaned_data["names"].splitlines():
            old, sign, new = line.partition("=")
            if old.strip():
                words[" ".join(old.split())] = new.strip() if sign else pseudonym
        return Swap(tuple(words.items()), whole=True)
