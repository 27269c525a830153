"""The page on which live coverage is written: on a phone, on a slow line, without anything that has to be loaded."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.images.widgets import AdminImageChooser

from tamizdat.newsroom.compose_articles import is_public
from tamizdat.newsroom.embargo import trusted_now
from tamizdat.newsroom.formats.live import add_entry, change_coverage, change_entry, coverage_of, remove_entry
from tamizdat.newsroom.formats.seen import SeenForm
from tamizdat.newsroom.models import ArticlePage, LiveCoverage, LiveEntry
from tamizdat.newsroom.people.audit import note
from tamizdat.pages.languages import direction

SHOWN = 50
LONGEST = 8_000


class EntryForm(SeenForm):
    """What happened, in a few words."""

    class Meta:
        model = LiveEntry
        fields = ["title", "text", "picture", "picture_alt", "pinned"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
            "title": forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
            "picture": AdminImageChooser,
            "picture_alt": forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        }
        labels = {
            "title": gettext_lazy("Headline (may be empty)"),
            "text": gettext_lazy("What happened"),
            "picture": gettext_lazy("Picture"),
            "picture_alt": gettext_lazy("What it shows"),
            "pinned": gettext_lazy("Keep it at the top"),
        }

    def clean_text(self) -> str:
        """A page holds so much."""
        text = str(self.cleaned_data.get("text") or "")
        if len(text) > LONGEST:
            words = _("An entry has at most %(most)d characters (this has %(has)d): put the rest into a second one.")
            raise forms.ValidationError(words % {"most": LONGEST, "has": len(text)})
        return text

    def clean(self) -> dict[str, Any]:
        """Something has to stand in it."""
        values = super().clean()
        if not "".join(str(values.get(name) or "") for name in ("title", "text")).strip() and not values.get("picture"):
            raise forms.ValidationError(_("Write a line, or choose a picture."))
        return values


class CoverageForm(SeenForm):
    """What stands above the entries."""

    class Meta:
        model = LiveCoverage
        fields = ["points"]
        widgets = {"points": forms.Textarea(attrs={"rows": 4, "dir": "auto"})}
        labels = {"points": gettext_lazy("Key points, one a line")}


def write_live(request: HttpRequest, page_id: int) -> HttpResponse:
    """Add an entry, change the key points, end it or begin again."""
    page = _allowed(request, page_id)
    entry, points = EntryForm(), None
    deed = request.POST.get("do") if request.method == "POST" else None
    if deed == "entry":
        entry = EntryForm(request.POST)
        if entry.is_valid():
            made = add_entry(page, entry.save(commit=False), trusted_now())
            note(request.user, "live entry added", made.public_id)
            return _done(request, page, _("The entry is in. Readers see it with the next edition."))
    elif deed in ("points", "end", "begin"):
        points = _keep_points(request, page, deed)
        if points is None:
            return _done(request, page, _("It is kept."))
    return _show_all(request, page, entry, points)


def _show_all(
    request: HttpRequest, page: ArticlePage, entry: EntryForm, points: CoverageForm | None = None
) -> HttpResponse:
    coverage = coverage_of(page)
    points = points or CoverageForm(instance=coverage)
    return _show(request, "desk/live.html", page, {"form": entry, "points": points, "coverage": coverage})


@transaction.atomic
def _keep_points(request: HttpRequest, page: ArticlePage, deed: str) -> CoverageForm | None:
    """Whichever button was pressed, what was typed beside it is kept. Gives the form when it cannot be."""
    coverage = coverage_of(page)
    form = CoverageForm(request.POST, instance=coverage)
    if "points" in request.POST and not form.is_valid():
        return form
    coverage.ended_at = {"end": trusted_now(), "begin": None}.get(deed, coverage.ended_at)
    change_coverage(coverage, trusted_now())
    return None


def edit_entry(request: HttpRequest, page_id: int, entry_id: int) -> HttpResponse:
    """Other words in an entry, or none."""
    page = _allowed(request, page_id)
    with transaction.atomic():  # what is compared with what was shown is what is written over
        entry = LiveEntry.objects.filter(pk=entry_id, page_id=page.pk).first()
        if entry is None:
            return _show_gone(request, page)
        form = EntryForm(request.POST or None, instance=entry)
        done = _change(request, entry, form) if request.method == "POST" else ""
    if done:
        return _done(request, page, done)
    return _show(request, "desk/live_entry.html", page, {"form": form, "entry": entry})


def _show_gone(request: HttpRequest, page: ArticlePage) -> HttpResponse:
    """What was typed is not lost with it."""
    if request.method != "POST":
        raise Http404
    messages.warning(
        request, _("This entry was taken out meanwhile. What you typed stands below: add it, or leave it.")
    )
    return _show_all(request, page, EntryForm(request.POST))


def _change(request: HttpRequest, entry: LiveEntry, form: EntryForm) -> str:
    """What was done, in words; empty when the form is refused."""
    if request.POST.get("do") == "remove":
        note(request.user, "live entry removed", entry.public_id)
        remove_entry(entry, trusted_now())
        return _("The entry is taken out. It is gone from the next edition on.")
    if not form.is_valid():
        return ""
    is_marked = not form.untouched and bool(set(form.changed_data) - {"pinned", "seen"})
    note(request.user, "live entry changed", entry.public_id)
    change_entry(form.save(commit=False), trusted_now(), is_marked=is_marked)
    return _("The entry is changed, and says so.")


def _allowed(request: HttpRequest, page_id: int) -> ArticlePage:
    """Who may publish this page may write on it: there is no draft between an entry and its readers."""
    page = get_object_or_404(ArticlePage, pk=page_id, kind="live")
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    return page


def _done(request: HttpRequest, page: ArticlePage, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("desk_live", page.pk)


def _show(request: HttpRequest, template: str, page: ArticlePage, values: dict[str, Any]) -> HttpResponse:
    language = page.locale.language_code
    context = {
        "page": page,
        "entries": LiveEntry.objects.filter(page=page).order_by("-at", "-pk")[:SHOWN],
        "is_public": ArticlePage.objects.filter(is_public(trusted_now()), pk=page.pk).exists(),
        "language": language,
        "direction": direction(language),
        "media": values["form"].media,
    }
    return TemplateResponse(request, template, context | values)
