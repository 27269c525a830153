"""The forms in which editors write: they refuse what could not be printed and fill in what nobody should type."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from tamizdat.newsroom.desk.tidy_form import tidy
from tamizdat.newsroom.slugs import LONGEST, RESERVED, free_slug, make_slug

OF_ONE_LANGUAGE = {"article_topics": "topic", "article_bylines": "byline", "related_articles": "article"}
"""What an article points to, and the field that does."""


def ask_what_changed(form: Any) -> None:
    """Asked anew for every change, and only about words that readers have; a correction has a form of its own."""
    if not form.instance.live:
        del form.fields["change_kind"]
        return
    field = form.fields["change_kind"]
    form.initial["change_kind"] = ""
    field.choices = [("", _("Not said yet")), *(one for one in field.choices if one[0] in ("spelling", "update"))]


class PageForm(WagtailAdminPageForm):
    """A page of the newsroom: its address may be left to the desk."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_slug(self) -> str:
        """Made from the headline when left empty; a headline of pictures alone gets a random one."""
        given, page = self.cleaned_data.get("slug") or "", self.instance
        if given and given == page.slug:
            return str(given)
        wanted = make_slug(given or self.cleaned_data.get("title") or "", page.public_id)
        siblings = self.parent_page.get_children().exclude(pk=page.pk) if self.parent_page else None
        near = siblings.filter(slug__startswith=wanted[: LONGEST // 2]) if siblings is not None else None
        taken = set(near.values_list("slug", flat=True)) if near is not None else set()
        return free_slug(wanted, taken | RESERVED)

    def _check_language(self, formset: Any, field: str) -> bool:
        fits = True
        for form in formset.forms:
            values = getattr(form, "cleaned_data", {})
            chosen = values.get(field)
            if chosen is None or values.get("DELETE") or chosen.locale_id == self.instance.locale_id:
                continue
            fits = False
            words = _("“%(name)s” is in %(language)s and cannot stand in an article in another language.")
            form.add_error(field, forms.ValidationError(words % {"name": chosen, "language": chosen.locale}))
        return fits


class FrontForm(PageForm):
    """A front; what is put on it is in its own language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "picks" in self.formsets:
            self.formsets["picks"].form = self._pick_form(self.formsets["picks"].form)

    def _pick_form(self, base: type[Any]) -> type[Any]:
        """The form of one pick, with the sections of this front alone."""
        front = self.instance

        def begin(form: Any, *args: Any, **kwargs: Any) -> None:
            base.__init__(form, *args, **kwargs)
            if "section" in form.fields:
                sections = form.fields["section"].queryset
                form.fields["section"].queryset = sections.child_of(front) if front.pk else sections.none()

        return type("PickForm", (base,), {"__init__": begin})

    def is_valid(self) -> bool:
        """Also looks at the language of what was picked."""
        valid = super().is_valid()
        if "picks" in self.formsets:
            valid = self._check_language(self.formsets["picks"], "article") and valid
        return bool(valid)


class ArticleForm(PageForm):
    """An article; what it points to is in its own language, and what was pasted into it is clean."""

    def clean(self) -> dict[str, Any]:
        """Tidied always; quotation marks, dashes and spaces as the language has them where the editor lets us."""
        given: dict[str, Any] = super().clean()
        # In the preview of a new article it has no language yet.
        page = self.instance if self.instance.locale_id else self.parent_page
        tidy(given, page.locale.language_code if given.get("typography") else "")
        self._check_times(given)
        return given

    def _check_times(self, given: dict[str, Any]) -> None:
        """An article waits for one time at most: its embargo, or its planned publication."""
        from tamizdat.newsroom.embargo import due_now, find_embargo  # needs the models, which need this file

        if given.get("go_live_at") and find_embargo(self.instance):
            self.add_error("go_live_at", _("It is under embargo, which has a time of its own: move the embargo."))
        told = given.get("published_at")
        if told and told > due_now() and told != self.instance.published_at:
            words = _("That is ahead. To have it wait, plan its publication or put it under embargo.")
            self.add_error("published_at", words)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "change_kind" in self.fields:
            ask_what_changed(self)

    def is_valid(self) -> bool:
        """Also looks at topics, bylines and related articles: they have forms of their own."""
        valid = super().is_valid()
        for name, field in OF_ONE_LANGUAGE.items():
            if name in self.formsets:
                valid = self._check_language(self.formsets[name], field) and valid
        if valid and self._is_publishing():
            valid = self._look_once_more()
        return bool(valid)

    def _is_publishing(self) -> bool:
        """Also when it is approved from the editor, which publishes it."""
        approves = self.data.get("action-workflow-action") and "approve" in self.data.get("workflow-action-name", "")
        return bool(self.data.get("action-publish") or approves)

    def _look_once_more(self) -> bool:
        """What the checks refuse is not published; what they ask about is, when the editor has seen it."""
        from tamizdat.newsroom.desk.checks import find_findings  # needs the models, which need this file

        if not hasattr(self, "findings"):
            found = find_findings(self.instance, self._names())
            has_looked = self.data.get("action-publish") == "anyway" or not self.data.get("action-publish")
            heavy = [
                one for one in found if one.weight.name == "REFUSE" or (one.weight.name == "ASK" and not has_looked)
            ]
            self.findings = found if heavy else []
            for one in heavy:
                self.add_error(None, one.words)
        return not self.findings

    def _names(self) -> list[str]:
        """Bylines as chosen in the form."""
        rows = self.formsets["article_bylines"].forms if "article_bylines" in self.formsets else []
        chosen = [getattr(one, "cleaned_data", {}).get("byline") for one in rows]
        return [one.name for one in chosen if one]
