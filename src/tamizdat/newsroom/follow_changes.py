"""What editors save, move or delete becomes facts in the same transaction. Connected when Django starts."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Q
from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.models import Page, PageViewRestriction

from tamizdat.newsroom import publish
from tamizdat.newsroom.embargo import trusted_now
from tamizdat.newsroom.fact_store import read_fact
from tamizdat.newsroom.formats.translations import note_changed, note_gone
from tamizdat.newsroom.models import (
    ArticlePage,
    Byline,
    FrontPage,
    Picture,
    Recording,
    SectionPage,
    Series,
    Topic,
    Use,
    record_saved,
)

KINDS = {Topic: "topic", Byline: "byline", Picture: "picture"}


def connect() -> None:
    """Listen to what is saved."""
    record_saved.connect(_article_saved, sender=ArticlePage)
    record_saved.connect(_section_saved, sender=SectionPage)
    record_saved.connect(_front_saved, sender=FrontPage)
    post_save.connect(_page_saved, sender=Page)
    post_delete.connect(_article_deleted, sender=ArticlePage)
    post_delete.connect(_section_deleted, sender=SectionPage)
    post_delete.connect(_front_deleted, sender=FrontPage)
    post_save.connect(_restriction_changed, sender=PageViewRestriction)
    post_delete.connect(_restriction_changed, sender=PageViewRestriction)
    record_saved.connect(_recording_saved, sender=Recording)
    record_saved.connect(_series_saved, sender=Series)
    pre_delete.connect(_article_leaving, sender=ArticlePage)
    pre_delete.connect(_series_leaving, sender=Series)
    post_delete.connect(_series_deleted, sender=Series)
    for model in KINDS:
        record_saved.connect(_named_saved, sender=model)
        pre_delete.connect(_named_leaving, sender=model)
        post_delete.connect(_named_deleted, sender=model)


def _article_saved(instance: ArticlePage, update_fields: Any = None, **_: Any) -> None:
    publish.refresh_articles([instance.pk], trusted_now(), touched=update_fields is None)
    note_changed(instance, trusted_now())


def _section_saved(instance: SectionPage, **_: Any) -> None:
    now = trusted_now()
    changed = publish.section_turned(instance)
    publish.refresh_sections([instance], now)
    if changed:
        below = ArticlePage.objects.child_of(instance).values_list("pk", flat=True)
        publish.refresh_articles(below, now)


def _front_saved(instance: FrontPage, **_: Any) -> None:
    publish.refresh_papers(trusted_now())


def _recording_saved(instance: Recording, **_: Any) -> None:
    keys = ArticlePage.objects.filter(recording=instance).values_list("pk", flat=True)
    publish.refresh_articles(keys, trusted_now())


def _series_saved(instance: Series, **_: Any) -> None:
    """Its articles come and go after it: ``formats/series_form.py`` calls this again when they are saved."""
    series_changed(instance.public_id)


def series_changed(public_id: str) -> None:
    """Articles that are in the series now, or were before."""
    known = read_fact(f"series:{public_id}")
    ids = json.loads(known)["articles"] if known else []
    keys = ArticlePage.objects.filter(Q(public_id__in=ids) | Q(series_part__series__public_id=public_id))
    publish.refresh_articles(list(keys.values_list("pk", flat=True)), trusted_now())
    publish.write_facts(publish.series_facts([public_id], trusted_now()))


def _series_leaving(instance: Series, **_: Any) -> None:
    """Remember whose series it was."""
    parts = ArticlePage.objects.filter(series_part__series=instance)
    instance.had = list(parts.values_list("pk", flat=True))  # type: ignore[attr-defined]


def _series_deleted(instance: Series, **_: Any) -> None:
    publish.write_facts({f"series:{instance.public_id}": None})
    publish.refresh_articles(instance.had, trusted_now())  # type: ignore[attr-defined]


def _page_saved(instance: Page, **_: Any) -> None:
    """Wagtail moves pages, and unpublishes some, as plain pages."""
    now = trusted_now()
    specific = instance.specific_class
    if specific is ArticlePage:
        publish.refresh_articles([instance.pk], now)
    elif specific is SectionPage:
        _section_saved(SectionPage.objects.get(pk=instance.pk))
    elif specific is FrontPage:
        publish.refresh_papers(now)


def _restriction_changed(instance: PageViewRestriction, **_: Any) -> None:
    """Closed or opened, with everything beneath."""
    within = ArticlePage.objects.filter(path__startswith=instance.page.path)
    publish.refresh_articles(within.values_list("pk", flat=True), trusted_now())


def _article_leaving(instance: ArticlePage, **_: Any) -> None:
    """No translation is behind an original that is no more."""
    note_gone(instance)


def _article_deleted(instance: ArticlePage, **_: Any) -> None:
    publish.withdraw_articles([instance.public_id], trusted_now())


def _section_deleted(instance: SectionPage, **_: Any) -> None:
    publish.write_facts({f"section:{instance.public_id}": None, **publish.compose_papers(trusted_now())})


def _front_deleted(instance: FrontPage, **_: Any) -> None:
    language = instance.locale.language_code
    if language not in publish.fronts_by_language():
        publish.write_facts({f"paper:{language}": None, f"front:{language}": None})
    publish.refresh_papers(trusted_now())


def _named_saved(sender: Any, instance: Any, **_: Any) -> None:
    name = f"{KINDS[sender]}:{instance.public_id}"
    face = _face(name) if sender is Byline else None
    publish.refresh_named([name])
    if former := getattr(instance, "former_id", None):
        uses = Use.objects.filter(name=f"picture:{former}").values_list("article", flat=True)
        keys = ArticlePage.objects.filter(public_id__in=list(uses)).values_list("pk", flat=True)
        publish.refresh_articles(keys, trusted_now())
        instance.former_id = None
    if sender is Byline and face != _face(name):
        used_by = list(Use.objects.filter(name=name).values_list("article", flat=True))
        keys = ArticlePage.objects.filter(public_id__in=used_by).values_list("pk", flat=True)
        publish.refresh_articles(keys, trusted_now())


def _face(name: str) -> Any:
    """The picture of a byline, as readers have it."""
    return json.loads(read_fact(name) or "{}").get("picture")


def _named_leaving(sender: Any, instance: Any, **_: Any) -> None:
    """Remember who used it: once it is deleted nobody can tell."""
    name = f"{KINDS[sender]}:{instance.public_id}"
    instance.used_by = list(Use.objects.filter(name=name).values_list("article", flat=True))


def _named_deleted(sender: Any, instance: Any, **_: Any) -> None:
    keys = ArticlePage.objects.filter(public_id__in=instance.used_by).values_list("pk", flat=True)
    publish.refresh_articles(keys, trusted_now())
