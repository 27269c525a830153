"""A translation of an article: begun in the section that the editor chooses, as a draft that nobody reads yet."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.contrib.simple_translation.views import SubmitPageTranslationView
from wagtail.coreutils import find_available_slug
from wagtail.models import Locale, Page

from tamizdat.newsroom.formats.translations import note_begun
from tamizdat.newsroom.models import ArticleByline, ArticlePage, ArticleTopic, FrontPage, RelatedArticle, SectionPage

BEGINS_WITHOUT = ["article_topics", "article_bylines", "related_articles", "corrections", "published_at"]
"""Names are looked up in the other language; a new text was never wrong and has not been published."""


class TranslationForm(forms.Form):
    """Where the translation goes."""

    section = forms.ChoiceField(
        label=_("Language and section"),
        help_text=_("The translation begins as a draft there, with the words of the original."),
    )

    def __init__(self, article: ArticlePage, user: Any, *args: Any) -> None:
        super().__init__(*args)
        self.places = find_places(article, user)
        self.show_submit = bool(self.places)
        groups: dict[str, list[tuple[int, str]]] = {}
        for place in self.places.values():
            words = gettext("no section") if isinstance(place, FrontPage) else place.title
            groups.setdefault(str(place.locale), []).append((place.pk, words))
        self.fields["section"].choices = list(groups.items())  # type: ignore[attr-defined]
        self.initial["section"] = guess_place(article, self.places)

    def chosen(self) -> FrontPage | SectionPage:
        """The section that was chosen."""
        return self.places[int(self.cleaned_data["section"])]


def find_places(article: ArticlePage, user: Any) -> dict[int, FrontPage | SectionPage]:
    """Each section of each paper that has no translation yet, then the paper itself."""
    taken = set(article.get_translations(inclusive=True).values_list("locale_id", flat=True))
    places: dict[int, FrontPage | SectionPage] = {}
    fronts = FrontPage.objects.filter(alias_of=None).exclude(locale_id__in=taken).select_related("locale")
    for front in fronts.order_by("path"):
        sections = SectionPage.objects.child_of(front).select_related("locale").order_by("path")
        open_to = (one for one in [*sections, front] if one.permissions_for_user(user).can_add_subpage())
        places.update((one.pk, one) for one in open_to)
    return places


def guess_place(article: ArticlePage, places: dict[int, FrontPage | SectionPage]) -> int | None:
    """The same section in the other language, else the one that has most translations from this section."""
    section = article.get_parent()
    for place in section.get_translations():
        if place.pk in places and place.specific_class != FrontPage:
            return int(place.pk)
    keys = ArticlePage.objects.child_of(section).values_list("translation_key", flat=True)
    paths = Page.objects.filter(translation_key__in=keys).values_list("path", flat=True)
    by_path = {place.path: pk for pk, place in places.items()}
    counted = Counter(by_path[path[: -Page.steplen]] for path in paths if path[: -Page.steplen] in by_path)
    return counted.most_common(1)[0][0] if counted else None


@transaction.atomic
def begin_translation(article: ArticlePage, place: FrontPage | SectionPage, user: Any) -> ArticlePage:
    """A draft of this article in the language of the section."""
    source = article if article.live else article.get_latest_revision_as_object()
    draft: ArticlePage = source.copy(
        to=place,
        update_attrs={"locale": place.locale, "slug": find_available_slug(place, source.slug)},
        exclude_fields=BEGINS_WITHOUT,
        copy_revisions=False,
        keep_live=False,
        reset_translation_key=False,
        user=user,
        log_action="wagtail.copy_for_translation",
    )
    draft = draft.get_latest_revision_as_object()
    _bring_names(source, draft, place.locale)
    draft.slug = ""  # made from the translated headline when it is saved
    draft.save_revision(user=user, clean=False, log_action=False)
    note_begun(draft, article)
    return draft


def _bring_names(source: ArticlePage, draft: ArticlePage, locale: Locale) -> None:
    """Topics, bylines and related articles, as far as the other language knows them."""
    for relation, row, field in (
        ("article_topics", ArticleTopic, "topic"),
        ("article_bylines", ArticleByline, "byline"),
        ("related_articles", RelatedArticle, "article"),
    ):
        named = (getattr(one, field).get_translation_or_none(locale) for one in getattr(source, relation).all())
        setattr(draft, relation, [row(**{field: one}) for one in named if one])


class TranslatePage(SubmitPageTranslationView):
    """Wagtail's own needs a section that is translated too; ours asks for one."""

    def get_form(self) -> forms.Form:
        """Other pages than articles: as Wagtail has it, with what is possible alone."""
        given = [self.request.POST] if self.request.method == "POST" else []
        if isinstance(self.object, ArticlePage):
            return TranslationForm(self.object, self.request.user, *given)
        form = super().get_form()
        locales = form.fields["locales"]
        locales.queryset = locales.queryset.exclude(pk__in=list(locales.widget.disabled_values))
        return form

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Begin it and open it."""
        if not isinstance(self.object, ArticlePage):
            response: HttpResponse = super().post(request, **kwargs)
            return response
        form = self.get_form()
        if not form.is_valid():
            return self.render_to_response({**self.get_context_data(**kwargs), "form": form})
        place = form.chosen()
        draft = begin_translation(self.object, place, request.user)
        words = _("The translation has begun, with the words of the original. Readers see it when you publish it.")
        messages.success(request, words)
        return redirect("wagtailadmin_pages:edit", draft.pk)
