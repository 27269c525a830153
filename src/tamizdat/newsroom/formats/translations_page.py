"""The state of all translations at a glance: a row for each article, a column for each language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Revision

from tamizdat.newsroom.compose_articles import is_public
from tamizdat.newsroom.embargo import trusted_now
from tamizdat.newsroom.models import ArticlePage, FrontPage, TranslationState
from tamizdat.pages.languages import direction

ON_A_PAGE = 40
STATES = [
    ("", _("Any state")),
    ("missing", _("Missing")),
    ("draft", _("Draft")),
    ("published", _("Published")),
    ("outdated", _("Outdated")),
]


class Filters(forms.Form):
    """Which articles are shown."""

    words = forms.CharField(label=_("Words in the headline"), required=False)
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    language = forms.ModelChoiceField(
        Locale.objects.all(),
        label=_("In"),
        required=False,
        empty_label=_("Any language"),
        to_field_name="language_code",
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """One article in one language."""

    language: str
    direction: str
    state: str
    title: str = ""
    link: str = ""
    since: datetime | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One article in all languages."""

    title: str
    language: str
    direction: str
    link: str
    cells: list[Cell]


def show_translations(request: HttpRequest) -> HttpResponse:
    """The page."""
    filters = Filters(request.GET)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    page = Paginator(_groups(chosen), ON_A_PAGE).get_page(request.GET.get("p"))
    languages = _languages()
    query = request.GET.copy()
    query.pop("p", None)
    context = {
        "filters": filters,
        "page": page,
        "query": query.urlencode(),
        "languages": languages,
        "rows": _rows([one["group"] for one in page], languages, request.user),
    }
    return TemplateResponse(request, "desk/translations.html", context)


def _languages() -> list[Locale]:
    """Of the papers, in their order."""
    fronts = FrontPage.objects.filter(alias_of=None).select_related("locale").order_by("path")
    return list(dict.fromkeys(front.locale for front in fronts))


def _groups(chosen: dict[str, Any]) -> Any:
    """The groups of articles, the last touched first."""
    articles = ArticlePage.objects.filter(alias_of=None, is_template=False)
    found = articles.values("group").annotate(last=Max("latest_revision_created_at"), count=Count("pk"))
    if words := chosen.get("words"):
        found = found.filter(group__in=articles.filter(title__icontains=words).values("group"))
    return _in_state(found, articles, chosen.get("state", ""), chosen.get("language")).order_by("-last", "group")


def _in_state(found: Any, articles: QuerySet[ArticlePage], state: str, locale: Locale | None) -> Any:
    here = articles.filter(locale=locale) if locale else articles
    if state == "missing":
        return found.exclude(group__in=here.values("group")) if locale else found.filter(count__lt=len(_languages()))
    wanted = {
        "draft": ~Q(is_public(trusted_now())),
        "published": is_public(trusted_now()),
        "outdated": Q(translation_state__outdated_since__isnull=False, translation_state__original__isnull=False),
    }.get(state)
    if wanted is not None:
        return found.filter(group__in=here.filter(wanted).values("group"))
    return found.filter(group__in=here.values("group")) if locale else found


def _rows(groups: list[str], languages: list[Locale], user: Any) -> list[Row]:
    articles = ArticlePage.objects.filter(alias_of=None, is_template=False, group__in=groups).select_related("locale")
    by_group: dict[str, list[ArticlePage]] = defaultdict(list)
    for article in articles.order_by("first_published_at", "pk"):
        by_group[article.group].append(article)
    keys = [one.pk for all_of_it in by_group.values() for one in all_of_it]
    states = {one.page_id: one for one in TranslationState.objects.filter(page__in=keys)}
    public = set(ArticlePage.objects.filter(is_public(trusted_now()), pk__in=keys).values_list("pk", flat=True))
    who = _who(keys)
    return [_row(by_group[group], languages, states, public, who, user) for group in groups if by_group[group]]


def _who(keys: Iterable[int]) -> dict[int, str]:
    """Who saved each of these last; Wagtail's own versions know it, and nothing else does."""
    revisions = Revision.objects.filter(pk__in=ArticlePage.objects.filter(pk__in=list(keys)).values("latest_revision"))
    return {int(key): name or "" for key, name in revisions.values_list("object_id", "user__username")}


def _row(
    group: list[ArticlePage], languages: list[Locale], states: dict[int, TranslationState], public: set[int],
    who: dict[int, str], user: Any,
) -> Row:  # fmt: skip
    original = _original(group, states)
    here = {one.locale_id: one for one in reversed(group)}
    cells = [
        _cell(here[one.pk], states.get(here[one.pk].pk), public, who, user) if one.pk in here
        else Cell(one.language_code, direction(one.language_code), "missing", link=_begin(original))
        for one in languages
    ]  # fmt: skip
    language = original.locale.language_code
    return Row(original.draft_title or original.title, language, direction(language), _edit(original, user), cells)


def _original(group: list[ArticlePage], states: dict[int, TranslationState]) -> ArticlePage:
    """The one that others were made from; of an archive, the one that was there first."""
    made_from = {state.original_id for one in group if (state := states.get(one.pk))}
    return next((one for one in group if one.pk in made_from), group[0])


def _cell(page: ArticlePage, state: TranslationState | None, public: set[int], who: dict[int, str], user: Any) -> Cell:
    since = state.outdated_since if state and state.original_id else None
    name = "outdated" if since else "published" if page.pk in public else "draft"
    language = page.locale.language_code
    # Of an outdated one: who changed the original; else who has this one in hand.
    person = who.get(state.original_id or 0, "") if state and since else who.get(page.pk, "")
    title = page.draft_title or page.title
    return Cell(language, direction(language), name, title, _edit(page, user), since, person)


def _begin(original: ArticlePage) -> str:
    return reverse("simple_translation:submit_page_translation", args=(original.pk,))


def _edit(page: ArticlePage, user: Any) -> str:
    can = page.permissions_for_user(user).can_edit()
    return reverse("wagtailadmin_pages:edit", args=(page.pk,)) if can else ""
